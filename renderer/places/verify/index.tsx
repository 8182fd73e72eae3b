import type { ReactElement } from 'react'
import type { SignatureSummary } from '../../../shared/pack/verify/report'
import { actions, useSession } from '../../session'
import type { Verification } from '../../session/types'
import { Button } from '../../ui/button'
import { DropHint } from '../../ui/drop-hint'
import { absent, counted, formatBytes, formatCount, formatInstant } from '../../ui/format'
import { Hash } from '../../ui/hash'
import { Note } from '../../ui/notice'
import { Empty, Facts, Page, Section } from '../../ui/page'
import { pickInputFiles } from '../../ui/pick-files'
import { PlaceNotices } from '../../ui/place-notices'
import { State } from '../../ui/status'
import { Table } from '../../ui/table'
import { VerifyLines, VerifyVerdict } from '../../ui/verify-lines'
import { Rerun } from './rerun'
import { Trusted } from './trusted'
import styles from './verify.module.css'

/** A pack from anyone: who signed, what is intact, what the evidence says, and whether it re-performs. */
export function Verify(): ReactElement {
  const verification = useSession((session) => session.verification)
  const pick = <Button kind={verification === null ? 'primary' : 'normal'} icon="file" onPress={() => void actions.pickAndVerify()}>Choose a pack…</Button>
  if (verification === null) {
    return (
      <Page title="Verify">
        <PlaceNotices place="verify" />
        <DropHint onPress={() => void actions.pickAndVerify()}><strong>Drop a pack here.</strong> Any PDF is taken; one that is no pack is said to be none.</DropHint>
        <Empty title="Whose signature is it, and of what?" actions={pick}>
          Five things are told apart: whether it is unchanged, who signed, when, what is inside, and whether its numbers come out again. None of them stands for the others.
        </Empty>
        <Trusted />
      </Page>
    )
  }
  return <VerificationView verification={verification} pick={pick} />
}

function VerificationView({ verification, pick }: { readonly verification: Verification; readonly pick: ReactElement }): ReactElement {
  const running = useSession((session) => session.jobs.length > 0)
  const { report, rerun, name } = verification
  const again = async (): Promise<void> => {
    const files = await pickInputFiles()
    if (files.length > 0) await actions.reperform(files)
  }
  return (
    <Page title="Verify" lead={`${name}, ${formatBytes(report.size)}`} actions={pick}>
      <PlaceNotices place="verify" />
      <VerifyVerdict report={report} />
      <VerifyLines report={report} />
      <div className={styles.rest}>
        <Section title="Signatures" note={counted(report.signatures.length, 'signature')}>
          {report.signatures.length === 0 ? <p className={styles.quiet}>Nobody has signed this document.</p> : <Signatures signatures={report.signatures} />}
        </Section>
        <Section
          title="Run it again"
          actions={report.evidence === null ? undefined : (
            <>
              <Button isDisabled={running} onPress={() => void actions.reperform([])}>From the open inputs</Button>
              <Button icon="play" isDisabled={running} onPress={() => void again()}>Choose the input files…</Button>
            </>
          )}
        >
          {report.evidence === null
            ? <Note tone="info">There is no evidence in it that could be run again.</Note>
            : rerun === null
              ? <p className={styles.quiet}>The plan inside the pack is run on the same files, found by SHA-256 alone, and every printed number is compared.</p>
              : <Rerun rerun={rerun} />}
        </Section>
        {report.evidence === null ? null : (
          <Section title="Evidence inside">
            <Facts
              items={[
                { label: 'SHA-256 of the file', value: <Hash value={report.pdfSha256} full /> },
                { label: 'SHA-256 of the evidence', value: <Hash value={report.evidence.evidenceHash} full /> },
                { label: 'Title', value: report.evidence.plan.title },
                { label: 'Model', value: report.evidence.plan.model.name === '' ? absent : `${report.evidence.plan.model.name} ${report.evidence.plan.model.version}` },
                { label: 'Datasets', value: report.evidence.plan.datasets.map(({ file }) => file).join(', ') },
                { label: 'Run records', value: formatCount(report.evidence.runs.length) },
                { label: 'Attachments', value: report.evidence.attachments.map((attachment) => attachment.name).join(', ') },
              ]}
            />
          </Section>
        )}
        <Trusted />
      </div>
    </Page>
  )
}

const trustWords: Readonly<Record<SignatureSummary['trust'], { readonly tone: 'good' | 'amber'; readonly icon: 'check' | 'inconclusive'; readonly words: string }>> = {
  'trusted': { tone: 'good', icon: 'check', words: 'Issued by a trusted authority' },
  'self-issued': { tone: 'amber', icon: 'inconclusive', words: 'Self-issued: compare the fingerprint' },
  'unknown-issuer': { tone: 'amber', icon: 'inconclusive', words: 'Issuer not known here' },
}

function Signatures({ signatures }: { readonly signatures: readonly SignatureSummary[] }): ReactElement {
  return (
    <Table caption="Signatures" hideCaption>
      <thead><tr><th scope="col">Role</th><th scope="col">Signed by</th><th scope="col">Signature</th><th scope="col">Trust</th><th scope="col">Time</th><th scope="col">Certificate</th></tr></thead>
      <tbody>
        {signatures.map((signature) => {
          const trust = trustWords[signature.trust]
          return (
            <tr key={signature.field}>
              <td>{signature.role}</td>
              <td><strong>{signature.certifiedName}</strong>{signature.typedName === signature.certifiedName || signature.typedName === '' ? '' : ` (typed: ${signature.typedName})`}<br /><span className={styles.quiet}>{signature.reason}</span></td>
              <td>{signature.valid ? <State tone="good" icon="check">Valid</State> : <State tone="bad" icon="stop">Not valid</State>}<br /><span className={styles.quiet}>{signature.algorithm}</span></td>
              <td><State tone={trust.tone} icon={trust.icon}>{trust.words}</State><br /><span className={styles.quiet}>{signature.issuer}</span></td>
              <td>{signature.stampedTime === null ? <>{formatInstant(signature.claimedTime)}<br /><span className={styles.quiet}>claimed by the signer’s computer</span></> : <>{formatInstant(signature.stampedTime)}<br /><span className={styles.quiet}>time-stamped</span></>}</td>
              <td><Hash value={signature.fingerprint} of="SHA-256 of the certificate" /></td>
            </tr>
          )
        })}
      </tbody>
    </Table>
  )
}
