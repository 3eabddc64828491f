/** As much of a browser's XMLHttpRequest as RxJS 5 needs, over fetch. */
export class Xhr {
  readyState = 0
  status = 0
  responseType = ''
  responseText = ''
  response: unknown = null
  timeout = 0
  onreadystatechange: (() => void) | null = null
  onerror: (() => void) | null = null
  onload: (() => void) | null = null
  ontimeout: (() => void) | null = null
  upload = {}
  private method = ''
  private url = ''
  private readonly headers: Record<string, string> = {}
  private readonly stop = new AbortController()

  open(method: string, url: string): void {
    this.method = method
    this.url = url
    this.readyState = 1
  }

  setRequestHeader(name: string, value: string): void {
    this.headers[name] = value
  }

  send(body?: string): void {
    fetch(this.url, {
      method: this.method,
      headers: this.headers,
      ...(body === undefined ? {} : { body }),
      signal: this.stop.signal,
    })
      .then(async response => {
        this.status = response.status
        this.responseText = await response.text()
        this.response = this.responseType === 'json' ? JSON.parse(this.responseText || 'null') : this.responseText
        this.readyState = 4
        this.onreadystatechange?.()
        this.onload?.()
      })
      .catch(() => this.onerror?.())
  }

  getAllResponseHeaders(): string {
    return ''
  }

  abort(): void {
    this.stop.abort()
  }
}
