export const literals = {
  refused:
    '{headers}: a secret typed here is stored and shown to everybody. Store it as a secret variable of the environment and write {name}, the name of that variable, instead.',
  kept: '{headers} holds a secret that everybody can read. It stays as it is until you change it; better exchange it, store the new one as a secret variable and write {name}, the name of that variable.',
}
