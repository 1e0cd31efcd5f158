export type Theme = 'light' | 'dark'

/** Neutral and accent colours. Every colour of the page is here or in states.ts. */
export interface Palette {
  page: string
  surface: string
  raised: string
  sunken: string
  hover: string
  line: string
  /** Borders of inputs: at least 3:1 on the surface. */
  outline: string
  text: string
  muted: string
  accent: string
  accentHover: string
  accentText: string
  accentSoft: string
  danger: string
  dangerHover: string
  shadow: string
}

export const palettes: Record<Theme, Palette> = {
  light: {
    page: '#f6f7f9',
    surface: '#ffffff',
    raised: '#ffffff',
    sunken: '#f0f2f5',
    hover: '#eef1f5',
    line: '#e1e5eb',
    outline: '#858e9b',
    text: '#171b22',
    muted: '#59626f',
    accent: '#2f55d4',
    accentHover: '#2446b8',
    accentText: '#ffffff',
    accentSoft: '#e8edfd',
    danger: '#b42318',
    dangerHover: '#931b12',
    shadow: '0 1px 2px rgb(16 24 40 / 6%), 0 8px 24px rgb(16 24 40 / 8%)',
  },
  dark: {
    page: '#0d1015',
    surface: '#14181f',
    raised: '#1b2029',
    sunken: '#0a0d11',
    hover: '#1f2530',
    line: '#272e39',
    outline: '#6f7a89',
    text: '#e8ebf0',
    muted: '#9ea8b6',
    accent: '#86a3ff',
    accentHover: '#a3baff',
    accentText: '#0b1230',
    accentSoft: '#1c2644',
    danger: '#ff8a7a',
    dangerHover: '#ffa699',
    shadow: '0 1px 2px rgb(0 0 0 / 40%), 0 12px 32px rgb(0 0 0 / 45%)',
  },
}
