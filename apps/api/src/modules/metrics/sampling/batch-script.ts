/** The line that ends each batch. */
export const BATCH_END = '=sendoff-end='
/** Asks for a batch; with MOUNTS also how full the mounts are, which costs another program and changes slowly. */
export const ASK_FIGURES = 's'
export const ASK_MOUNTS = 'm'

/**
 * Stays running and only reads. It yields to everything else on the server (nice), starts one `cat` for a batch, and asks only
 * local mounts: a network file system that hangs would hang it too. POSIX sh; works with busybox.
 */
export const BATCH_SCRIPT = `
renice -n 19 -p $$ >/dev/null 2>&1
LC_ALL=C
export LC_ALL
if df -P -k -l / >/dev/null 2>&1; then mounts='df -P -k -l'; else mounts='df -P -k'; fi
while IFS= read -r ask; do
  if [ -r /proc/stat ]; then
    IFS= read -r line </proc/uptime; echo "uptime $line"
    IFS= read -r line </proc/loadavg; echo "load $line"
    IFS= read -r line </proc/stat; echo "$line"
    cat /proc/meminfo /proc/net/dev /proc/diskstats 2>/dev/null
  fi
  if [ "$ask" = ${ASK_MOUNTS} ]; then echo mounts; $mounts 2>/dev/null; fi
  echo '${BATCH_END}'
done
`
