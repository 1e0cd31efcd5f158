import * as go from 'gojs'
import type { Tell } from './drawing.ts'

const step = 10

/**
 * A drawing by keys: arrows move what is chosen, Tab goes on to the next part, Enter opens it, Delete removes it, and with Ctrl
 * or ⌘ Z, Y, X, C, V and A do what they do everywhere.
 */
export function handleDrawingKeys(diagram: go.Diagram, { tell, isEditable }: { tell: Tell; isEditable(): boolean }) {
  const commands = diagram.commandHandler
  const chosen = () => [...diagram.selection].filter((part) => part instanceof go.Node)
  const keyOf = (part: go.Part) => String(part.data?.key ?? '')

  const move = (x: number, y: number) =>
    tell(
      'move',
      chosen().map((part) => ({ id: keyOf(part), x: part.location.x + x, y: part.location.y + y })),
    )

  /** In reading order; false where there is no other, so that the focus leaves the drawing. */
  function goOn(by: 1 | -1): boolean {
    const parts = [...diagram.nodes].toSorted((a, b) => a.location.x - b.location.x || a.location.y - b.location.y)
    const at = parts.findIndex((part) => part.isSelected)
    const next = at < 0 ? (by === 1 ? parts[0] : parts.at(-1)) : parts[at + by]
    if (!next) return false
    tell('select', [keyOf(next)])
    return true
  }

  const arrows: Record<string, [number, number]> = {
    ArrowLeft: [-step, 0],
    ArrowRight: [step, 0],
    ArrowUp: [0, -step],
    ArrowDown: [0, step],
  }
  const withControl: Record<string, 'undo' | 'redo' | 'copy' | 'cut' | 'paste' | 'all'> = {
    ...{ z: 'undo', y: 'redo', c: 'copy', x: 'cut', v: 'paste', a: 'all' },
  }

  commands.doKeyDown = () => {
    const event = diagram.lastInput.event
    if (!(event instanceof KeyboardEvent)) return
    const arrow = arrows[event.key]
    const control = event.ctrlKey || event.metaKey
    const wish = control ? withControl[event.key.toLowerCase()] : undefined
    if (wish && (isEditable() || wish === 'copy' || wish === 'all')) {
      tell(wish === 'undo' && event.shiftKey ? 'redo' : wish)
      event.preventDefault()
    } else if (arrow && isEditable() && chosen().length > 0) {
      move(arrow[0] * (event.shiftKey ? 5 : 1), arrow[1] * (event.shiftKey ? 5 : 1))
      event.preventDefault()
    } else if ((event.key === 'Delete' || event.key === 'Backspace') && isEditable()) tell('remove')
    else if (event.key === 'Enter' && diagram.selection.count === 1) {
      tell('open', keyOf(diagram.selection.first() as go.Part))
    } else if (event.key === 'Escape') tell('select', [])
    else if (arrow) go.CommandHandler.prototype.doKeyDown.call(commands)
  }

  // The library swallows Tab, so it is heard before.
  const onTab = (event: KeyboardEvent) => {
    if (event.key === 'Tab' && goOn(event.shiftKey ? -1 : 1)) event.preventDefault()
    else if (event.key === 'Tab') tell('select', [])
  }
  diagram.div?.addEventListener('keydown', onTab, { capture: true })
}
