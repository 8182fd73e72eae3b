import type { Session, WebContents } from 'electron'
import { appOrigin } from './protocol'

/** Offline is a promise: whatever a page, a worker or Chromium itself asks for beyond the app is cancelled. */
export function closeNetwork(session: Session, devtools: boolean): void {
  session.webRequest.onBeforeRequest((details, decide) => decide({ cancel: !isLocal(details.url, devtools) }))
  session.setSpellCheckerEnabled(false)
  session.setPermissionRequestHandler((_contents, permission, decide, { requestingUrl }) => decide(isAllowed(permission, requestingUrl)))
  session.setPermissionCheckHandler((_contents, permission, origin) => isAllowed(permission, origin))
  session.setDevicePermissionHandler(() => false)
  session.on('will-download', (event) => event.preventDefault())
  // Belt and braces for what does not pass webRequest: every name resolves to nothing.
  void session.setProxy({ mode: 'fixed_servers', proxyRules: 'http://127.0.0.1:9', proxyBypassRules: '<-loopback>' })
}

/** Everything is denied but copying text and tables out; reading the clipboard stays denied. */
function isAllowed(permission: string, from: string): boolean {
  return permission === 'clipboard-sanitized-write' && (from === appOrigin || from.startsWith(`${appOrigin}/`))
}

function isLocal(url: string, devtools: boolean): boolean {
  if (url.startsWith(`${appOrigin}/`) || url.startsWith('blob:app://ui/') || url.startsWith('data:')) return true
  return devtools && url.startsWith('devtools:')
}

/** No other page can be reached: not by link, redirect, frame, popup or webview. */
export function closeNavigation(contents: WebContents): void {
  const home = (url: string) => url === `${appOrigin}/index.html` || url.startsWith(`${appOrigin}/index.html#`)
  contents.on('will-navigate', (event) => {
    if (!home(event.url)) event.preventDefault()
  })
  contents.on('will-frame-navigate', (event) => {
    if (!event.isMainFrame || !home(event.url)) event.preventDefault()
  })
  contents.on('will-redirect', (event) => event.preventDefault())
  contents.on('will-attach-webview', (event) => event.preventDefault())
  contents.setWindowOpenHandler(() => ({ action: 'deny' }))
  // WebRTC sends UDP past webRequest and the proxy; this leaves it no way out.
  contents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp')
}
