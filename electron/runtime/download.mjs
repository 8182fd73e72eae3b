import { createWriteStream } from 'node:fs'
import https from 'node:https'
import { pipeline } from 'node:stream/promises'

const connectMs = 5000
const stallMs = 30_000

/**
 * Downloads over https to a file, following redirects; gives up after 5 s without an answer and
 * after 30 s without a byte, so that a machine without a way out is not kept waiting.
 * @param {string} url @param {string} path @param {number} [redirects]
 * @returns {Promise<void>}
 */
export async function download(url, path, redirects = 5) {
  const response = await ask(url)
  const { statusCode = 0, headers } = response
  if (statusCode >= 300 && statusCode < 400 && headers.location !== undefined && redirects > 0) {
    response.resume()
    return download(new URL(headers.location, url).href, path, redirects - 1)
  }
  if (statusCode !== 200) {
    response.resume()
    throw new Error(`HTTP ${statusCode}`)
  }
  response.setTimeout(stallMs, () => response.destroy(new Error('the download stalled')))
  await pipeline(response, createWriteStream(path))
}

/** @param {string} url @returns {Promise<import('node:http').IncomingMessage>} */
function ask(url) {
  return new Promise((resolve, reject) => {
    const request = https.get(url, (response) => {
      clearTimeout(timer)
      resolve(response)
    })
    const timer = setTimeout(() => request.destroy(new Error(`no answer within ${connectMs / 1000} s`)), connectMs)
    request.on('error', (error) => {
      clearTimeout(timer)
      reject(error)
    })
  })
}
