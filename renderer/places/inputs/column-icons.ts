import type { ColumnProfile } from '../../../shared/contract/table'
import type { IconName } from '../../ui/icon'

export const typeIcons: Readonly<Record<ColumnProfile['type'], IconName>> = { integer: 'number', decimal: 'number', date: 'date', boolean: 'boolean', category: 'category', text: 'text' }
