import { describe, expect, it } from 'vitest'
import { buildPackDocument } from '../../../../shared/pack/document/build'
import { packHtml } from '../../../../shared/pack/html/twin'
import type { Detail, VerifyLine } from '../../../../shared/pack/verify/report'
import { checkLedger } from '../../../../shared/pack/verify/ledger'
import { compact } from '../../../../shared/pack/verify/page-text'
import type { RenderRecord } from '../../../../shared/pack/verify/printed'
import { twinText, unplain } from '../../../../shared/pack/verify/twin'
import { info, renderRun, review } from '../../../fixtures/pdf/review-case'
import { selfIssued } from '../support/identity'
import { revisionZero, signAs, verify } from '../support/pack'
import { sampleReview } from '../support/review'

const html = packHtml(buildPackDocument(review, info, renderRun))

describe('the form of the web page inside a pack', () => {
  it('is that of the twin', () => {
    expect(unplain(html)).toBeNull()
    expect(twinText(html)).toContain(compact(review.findings[0]!.title))
  })

  it.each([
    ['a script', '<h1>', '<script>alert(1)</script><h1>'], ['a handler', '<h1>', '<h1 onclick="x()">'], ['something to load', '<h1>', '<img src="https://example.org/x.png"><h1>'], ['a link to elsewhere', 'href="#main"', 'href="https://example.org"'],
    ['a comment', '<h1>', '<!-- 0.99 --><h1>'], ['an element that hides', '<p>', '<p hidden="">'], ['a style of its own', '<p>', '<p style="display:none">'], ['more style', '</style>', 'td { color: #fff; }</style>'], ['words in the class of the skip link', '<p>', '<p class="skip">'],
    ['a tag that is not closed', '<p>', '<p'], ['a looser policy', "default-src 'none'", 'default-src *'], ['a page that goes on by itself', '<title>', '<meta http-equiv="refresh" content="0"><title>'],
  ])('is not one with %s', (_, from, to) => {
    expect(html).toContain(from)
    expect(unplain(html.replace(from, to))).not.toBeNull()
  })
})

describe('opinion and findings', () => {
  const ledger = { findings: review.findings, opinion: review.opinion }
  const codes = (text: string): readonly string[] => checkLedger(twinText(text), ledger, 'pack.html').map(({ code }) => code)

  it('stand in the document', () => expect(codes(html)).toEqual(['contents.ledger']))

  it('are named where a finding is gone, milder, or has another title, or the opinion is another one', () => {
    const { id, title } = review.findings[0]!
    expect(codes(html.replaceAll(id, 'F-000'))).toEqual(['contents.finding-hidden'])
    expect(codes(html.replaceAll(title, 'Nothing much'))).toEqual(['contents.finding-hidden'])
    expect(codes(html.replaceAll(/<td>(?:High|Critical|Medium)<\/td>/gu, '<td>Low</td>'))).toContain('contents.finding-hidden')
    expect(codes(html.replaceAll(/<dd>Approved[^<]*|<dd>Not approved|<dd>No opinion given/gu, '<dd>Retire'))).toEqual(['contents.opinion-differs'])
  })
})

describe('a signed pack', () => {
  const render: RenderRecord = (run) => ({ title: run.analysis, answers: '', method: [], references: [], figures: [], blocks: run.result.values.map(({ label, value }) => ({ block: 'paragraph', text: `${label} is ${value === null ? 'none' : value.toFixed(3)}.` })) })
  const page = packHtml(buildPackDocument(sampleReview(), { ...info, rulePacks: [] }, (run) => render(run)!))
  const contents = async (twin: string): Promise<VerifyLine> => {
    const further = [{ name: 'pack.html', mediaType: 'text/html', relationship: 'Alternative' as const, description: 'Twin', bytes: new TextEncoder().encode(twin) }]
    const content = ['AUC is 0.812.', 'PSI of income is 0.300.', 'Opinion No opinion given. Opinion No opinion given Model'].map((line, i) => `BT /F1 9 Tf 40 ${800 - 12 * i} Td (${line}) Tj ET`).join('\n')
    return (await verify(await signAs(revisionZero({ content }, { further }), await selfIssued('Ada Lovelace'), 0), [], { render, renderWhole: render })).lines[3]!
  }
  const failures = ({ details }: VerifyLine): readonly string[] => details.filter(({ status }: Detail) => status !== 'proven').map(({ code }) => code)

  it('agrees with its web page', async () => expect(failures(await contents(page))).toEqual([]))

  it('is caught where the web page tells another story', async () => {
    const other = await contents(page.replaceAll('PSI of income is 0.300', 'PSI of income is 0.030'))
    expect(other).toMatchObject({ status: 'failed', sentence: 'stability.psi: in "PSI of income is 0.300." pack.html prints 0.030 where the evidence gives 0.300.' })
    expect(failures(await contents(page.replaceAll('No opinion given', 'Approved')))).toContain('contents.opinion-differs')
    expect(failures(await contents(page.replaceAll('AUC is 0.812', 'See the annex')))).toEqual(['contents.not-printed'])
    expect(failures(await contents(page.replace('<h1>', '<script>1</script><h1>')))).toEqual(['contents.twin-form'])
  })
})
