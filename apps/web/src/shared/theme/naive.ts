import type { GlobalThemeOverrides } from 'naive-ui'
import { palettes, type Theme } from './palette.ts'

/** Naive UI's components dressed in the page's tokens. */
export function naiveOverrides(theme: Theme): GlobalThemeOverrides {
  const p = palettes[theme]
  return {
    common: {
      primaryColor: p.accent,
      primaryColorHover: p.accentHover,
      primaryColorPressed: p.accentHover,
      primaryColorSuppl: p.accent,
      errorColor: p.danger,
      errorColorHover: p.dangerHover,
      errorColorPressed: p.dangerHover,
      errorColorSuppl: p.danger,
      fontFamily: 'var(--sans)',
      fontFamilyMono: 'var(--mono)',
      fontSize: '14px',
      fontSizeMedium: '14px',
      borderRadius: '7px',
      borderRadiusSmall: '6px',
      heightMedium: '34px',
      heightSmall: '28px',
      heightLarge: '40px',
      textColorBase: p.text,
      textColor1: p.text,
      textColor2: p.text,
      textColor3: p.muted,
      placeholderColor: p.muted,
      borderColor: p.line,
      dividerColor: p.line,
      bodyColor: p.page,
      cardColor: p.surface,
      modalColor: p.raised,
      popoverColor: p.raised,
      inputColor: p.surface,
      hoverColor: p.hover,
      boxShadow2: p.shadow,
    },
    Button: {
      textColorPrimary: p.accentText,
      textColorHoverPrimary: p.accentText,
      textColorPressedPrimary: p.accentText,
      textColorFocusPrimary: p.accentText,
      textColorError: theme === 'dark' ? '#2b0a06' : '#ffffff',
      textColorHoverError: theme === 'dark' ? '#2b0a06' : '#ffffff',
      textColorPressedError: theme === 'dark' ? '#2b0a06' : '#ffffff',
      textColorFocusError: theme === 'dark' ? '#2b0a06' : '#ffffff',
      border: `1px solid ${p.outline}66`,
      fontWeight: '500',
    },
    Input: { border: `1px solid ${p.outline}`, color: p.surface, colorFocus: p.surface },
    Drawer: { color: p.raised, bodyPadding: '20px 24px', headerPadding: '16px 24px', footerPadding: '14px 24px' },
    Tooltip: { color: p.text, textColor: p.surface, padding: '5px 9px', borderRadius: '6px' },
  }
}
