import { ExpectedError } from '../../../shared/contract/errors'
import { signNextField } from '../../../shared/pack/signature/sign'
import type { Context } from '../context'
import { sha256OfBytes } from '../hash-file'
import { importKey, signBytes } from '../identities/private-key'
import type { Handlers } from '../ipc'

/**
 * Signs the next free sign-off field. The dialog is main's own: a page taken over by a hostile file
 * can ask for a signature but not confirm it, and the person sees the hash of what is signed.
 */
export function packHandlers({ identities, people, now }: Context): Pick<Handlers, 'pack.sign'> {
  return {
    'pack.sign': async ({ pdf, identity, passphrase, role, reason, stampPlanned }) => {
      const unlocked = await identities.unlock(identity, passphrase)
      const { name, algorithm } = unlocked.identity
      const confirmed = await people.confirmSigning({ name, role, reason, sha256: sha256OfBytes(pdf) })
      if (!confirmed) throw new ExpectedError('sign.cancelled', 'Nothing was signed.')
      const key = importKey(unlocked.pkcs8)
      unlocked.pkcs8.fill(0)
      // Whole seconds: /M and certificates know no fractions.
      const claimedTime = new Date(Math.floor(now().getTime() / 1000) * 1000)
      const signed = await signNextField({
        pdf, certificates: unlocked.certificates, algorithm, role, name, reason, claimedTime,
        ...(stampPlanned === undefined ? {} : { stampPlanned }),
        sign: (attributes) => Promise.resolve(signBytes(key, attributes)),
      })
      return { pdf: signed.pdf, field: signed.field, signedAt: claimedTime.toISOString() }
    },
  }
}
