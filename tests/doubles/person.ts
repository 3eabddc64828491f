import type { Page } from 'playwright-core'

/** What somebody answers, by words of the question; a choice of that name is taken as a choice. */
const ANSWERS: [RegExp, string][] = [
  [/dans quelle commune/i, 'Soissons'],
  [/combien de personnes/i, 'une cinquantaine'],
  [/quel est votre nom/i, 'Claire Martin'],
  [/s.appelle votre entreprise/i, 'Ateliers du Valois'],
  [/à quel(le)? (adresse|courriel)/i, 'claire.martin@example.fr'],
  [/comment et quand/i, 'Par téléphone'],
  [/que souhaitez-vous faire/i, 'Être contacté'],
  [/êtes-vous d.accord/i, "J'accepte"],
  [/je l.envoie/i, 'Envoyer'],
]
const LONGEST = 20

/** How a person uses the page: says something, and waits for the whole answer. */
export interface Person {
  say(text: string): Promise<void>
  /** Takes a choice where one has this name, else writes it. */
  answer(text: string): Promise<void>
  /** Answers one question after the other until the text is heard. */
  answerUntil(heard: RegExp): Promise<void>
}

/** A person with a mouse, or one who only has a keyboard. */
export function personAt(page: Page, tool: 'mouse' | 'keyboard'): Person {
  const bot = page.locator('.bot')
  const open = page.locator('.choices:not(.answered) button')
  const last = async () => ((await page.locator('.bot').last().textContent()) ?? '').trim()

  /** Until the bot has spoken and has been silent for a moment. */
  async function heardAfter(count: number): Promise<void> {
    await bot.nth(count).waitFor({ state: 'attached' })
    for (let before = -1, now = await bot.count(); before !== now; now = await bot.count()) {
      before = now
      await page.waitForTimeout(150)
    }
  }

  async function say(text: string): Promise<void> {
    const count = await bot.count()
    if (tool === 'mouse') {
      await page.fill('#field', text)
      await page.getByRole('button', { name: 'Envoyer', exact: true }).last().click()
    } else {
      await reach('id', 'field')
      await page.keyboard.type(text)
      await page.keyboard.press('Enter')
    }
    await heardAfter(count)
  }

  /** Walks the page with Tab as far as an element. */
  async function reach(by: 'id' | 'text', wanted: string): Promise<void> {
    const focused = by === 'id' ? 'document.activeElement.id' : 'document.activeElement.textContent'
    for (let n = 0; n < 60; n++) {
      if ((await page.evaluate(focused)) === wanted) return
      await page.keyboard.press(by === 'id' ? 'Tab' : 'Shift+Tab')
    }
    throw new Error(`the keyboard never reached ${wanted}`)
  }

  async function answer(text: string): Promise<void> {
    const choice = open.filter({ hasText: new RegExp(`^${text}$`) })
    if ((await choice.count()) === 0) return say(text)
    const count = await bot.count()
    if (tool === 'mouse') await choice.click()
    else {
      await reach('text', text)
      await page.keyboard.press('Enter')
    }
    await heardAfter(count)
  }

  return {
    say,
    answer,
    async answerUntil(heard) {
      for (let n = 0; n < LONGEST; n++) {
        const question = await last()
        if (heard.test(question)) return
        const known = ANSWERS.find(([words]) => words.test(question))?.[1]
        if (!known && (await open.count()) === 0) throw new Error(`no answer is known to: ${question}`)
        await answer(known ?? (await open.first().textContent()) ?? '')
      }
      throw new Error(`never heard ${heard}; the last was: ${await last()}`)
    },
  }
}
