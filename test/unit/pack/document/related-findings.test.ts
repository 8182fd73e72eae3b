import { expect, it } from 'vitest'
import { relatedFindings } from '../../../../shared/pack/document/related-findings'
import type { Finding } from '../../../../shared/review/state'

const finding = (id: string, title: string, values: readonly string[] = [], status: Finding['status'] = 'proposed'): Finding => ({ id, title, condition: '', evidence: [{ run: 'r', values }], status } as unknown as Finding)

it('findings that name the same column point at each other, dismissed ones and parts of words do not', () => {
  const all = [finding('F-1', 'Weak for channel = broker'), finding('F-2', 'Slice', ['slice/age = 25 and channel = broker']), finding('F-3', 'Income drifted', ['psi/income/2026-01']), finding('F-4', 'channel again', [], 'dismissed'), finding('F-5', 'The channels_all moved')]
  const columns = ['channel', 'age', 'income']
  expect(relatedFindings(all[0]!, all, columns)).toEqual([{ id: 'F-2', columns: ['channel'] }])
  expect(relatedFindings(all[1]!, all, columns)).toEqual([{ id: 'F-1', columns: ['channel'] }])
  expect(relatedFindings(all[2]!, all, columns)).toEqual([])
})
