// Renders the steps of a lecture, or one picture, by headless Chromium over its debugging pipe; no packages needed.
//   node render.mjs script LECTURE.html                          prints what is spoken, as JSON
//   node render.mjs steps LECTURE.html OUT --fonts DIR           OUT/<slide>-<step>.png, 1920 x 1080
//   node render.mjs picture PAGE.html OUT.jpg --fonts DIR        one JPEG of 1280 x 720
import { spawn } from 'node:child_process'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

const [mode, page, out] = process.argv.slice(2)
const option = name => process.argv[process.argv.indexOf(name) + 1]
const FAMILIES = { onest: 'Onest Variable', literata: 'Literata Variable', 'jetbrains-mono': 'JetBrains Mono Variable' }
// As the packages' own style sheets say it, without the scripts nobody needs here.
const RANGES = {
  latin: 'U+0000-00FF,U+0131,U+0152-0153,U+02BB-02BC,U+02C6,U+02DA,U+02DC,U+0304,U+0308,U+0329,U+2000-206F,U+20AC,U+2122,U+2191,U+2193,U+2212,U+2215,U+FEFF,U+FFFD',
  cyrillic: 'U+0301,U+0400-045F,U+0490-0491,U+04B0-04B1,U+2116',
}

async function fontFaces(dir) {
  const faces = []
  for (const [folder, family] of Object.entries(FAMILIES)) {
    for (const file of await readdir(join(dir, folder, 'files'))) {
      const found = /^[a-z-]+?-(latin|cyrillic)-wght-(normal|italic)\.woff2$/.exec(file)
      if (!found) continue
      const url = pathToFileURL(resolve(dir, folder, 'files', file))
      faces.push(`@font-face{font-family:"${family}";font-style:${found[2]};font-weight:200 900;src:url("${url}");unicode-range:${RANGES[found[1]]}}`)
    }
  }
  return faces.join('\n')
}

async function open(width, height) {
  const profile = await mkdtemp(join(tmpdir(), 'lectern-slides-'))
  const chromium = spawn(process.env.CHROMIUM ?? 'chromium', [
    '--headless=new', '--no-sandbox', '--disable-gpu', '--disable-background-networking', '--allow-file-access-from-files', '--hide-scrollbars',
    '--force-device-scale-factor=1', '--font-render-hinting=none', `--window-size=${width},${height}`, `--user-data-dir=${profile}`, '--remote-debugging-pipe',
  ], { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] })
  const waiting = new Map()
  let buffer = '', last = 0
  chromium.stdio[4].setEncoding('utf8').on('data', data => {
    buffer += data
    for (let end; (end = buffer.indexOf('\0')) >= 0; buffer = buffer.slice(end + 1)) {
      const message = JSON.parse(buffer.slice(0, end))
      const answer = waiting.get(message.id)
      waiting.delete(message.id)
      if (message.error) answer?.reject(new Error(message.error.message))
      else answer?.resolve(message.result)
    }
  })
  let session
  const send = (method, params = {}) => new Promise((resolve, reject) => {
    waiting.set(++last, { resolve, reject })
    chromium.stdio[3].write(JSON.stringify({ id: last, method, params, sessionId: session }) + '\0')
  })
  const { targetId } = await send('Target.createTarget', { url: 'about:blank' })
  session = (await send('Target.attachToTarget', { targetId, flatten: true })).sessionId
  await send('Emulation.setDeviceMetricsOverride', { width, height, deviceScaleFactor: 1, mobile: false })
  const run = async expression => {
    const { result, exceptionDetails } = await send('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true })
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text)
    return result.value
  }
  const close = async () => {
    const ended = new Promise(done => chromium.once('exit', done))
    chromium.kill()
    await ended
    await rm(profile, { recursive: true, force: true, maxRetries: 5 })
  }
  return { send, run, close }
}

const size = mode === 'picture' ? [1280, 720] : [1920, 1080]
const tab = await open(...size)
try {
  await tab.send('Page.enable')
  await tab.send('Page.navigate', { url: pathToFileURL(resolve(page)).href })
  while (!(await tab.run(`location.protocol === 'file:' && document.readyState === 'complete'`))) await new Promise(done => setTimeout(done, 50))
  if (mode !== 'script') {
    const css = await fontFaces(option('--fonts'))
    await tab.run(`(async () => {
      document.head.append(Object.assign(document.createElement('style'), { textContent: ${JSON.stringify(css)} }))
      await Promise.all([...document.fonts].map(font => font.load()))
      await document.fonts.ready
    })()`)
  }
  if (mode === 'picture') {
    const { data } = await tab.send('Page.captureScreenshot', { format: 'jpeg', quality: 88 })
    await writeFile(out, Buffer.from(data, 'base64'))
  } else {
    const steps = await tab.run('script()')
    if (mode === 'script') console.log(JSON.stringify(steps))
    else for (const { slide, step } of steps) {
      await tab.run(`show(${slide}, ${step}); new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))`)
      const { data } = await tab.send('Page.captureScreenshot', { format: 'png' })
      await writeFile(join(out, `${slide}-${step}.png`), Buffer.from(data, 'base64'))
    }
  }
} finally {
  await tab.close()
}
