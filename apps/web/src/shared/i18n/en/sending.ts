export const sending = {
  SOONER: {
    WHOLE: 'whole: {whole} at {speed}, finding what is missing {missing}',
    MISSING: 'what was missing: {missing} at {speed}, the whole {whole}',
  },
  LINK_UNKNOWN: 'what was missing: how fast the link is was not known',
  NOTHING_THERE: 'whole: no earlier build was there',
  LITTLE_SAVED: 'whole: most of it was missing, or it is small',
  NO_ROOM: 'whole: no room to put it together',
  NOT_TOLD: 'whole: what was there could not be found out',
  NOT_REBUILT: 'whole: what was there was not what had been shipped',
}
