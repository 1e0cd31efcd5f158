import type { Mount } from './batch.ts'

/** Interfaces that carry what others count already: bridges, tunnels, ends of containers, bonds, VLANs. */
const virtual =
  /^(lo|veth|docker|br-|virbr|vnet|cni|flannel|cali|cilium|lxc|kube|bond|team|dummy|ifb|tun|tap|wg|tailscale|zt)|[.:@]/

/** The interfaces to sum up; where all are virtual, all but the loopback. */
export function realInterfaces(names: readonly string[]): string[] {
  const real = names.filter((name) => !virtual.test(name))
  return real.length > 0 ? real : names.filter((name) => name !== 'lo')
}

const whole = /^((?:sd|vd|xvd|hd|dasd)[a-z]+|nvme\d+n\d+|mmcblk\d+)$/
const part = /^(?:((?:sd|vd|xvd|hd|dasd)[a-z]+)\d+|(nvme\d+n\d+|mmcblk\d+)p\d+)$/

/** Whole disks; a partition only where its disk is not listed, as on some clouds. Volumes that lie on disks count there. */
export function realDisks(names: readonly string[]): string[] {
  const known = new Set(names)
  return names.filter((name) => {
    if (whole.test(name)) return true
    const match = part.exec(name)
    return match !== null && !known.has(match[1] ?? match[2] ?? '')
  })
}

/** File systems that are no disk. */
const notOnDisk = /^(tmpfs|devtmpfs|udev|none|shm|proc|sysfs|cgroup|efivarfs|squashfs|rootfs|\/dev\/loop)/
const MOST_MOUNTS = 8

const fullness = ({ usedKilobytes: used, freeKilobytes: free }: Mount) =>
  used + free > 0 ? Math.round((used / (used + free)) * 10_000) / 100 : 0

/** The fullest mounts in percent, each file system once: where it is mounted most than once, by its shortest path. */
export function fullestMounts(mounts: readonly Mount[]): Map<string, number> {
  const bySource = new Map<string, Mount>()
  for (const mount of mounts) {
    if (mount.usedKilobytes + mount.freeKilobytes === 0 || notOnDisk.test(mount.source)) continue
    // Containers have a file system of this name each.
    if (mount.source === 'overlay' && mount.target !== '/') continue
    const known = bySource.get(mount.source)
    if (!known || mount.target.length < known.target.length) bySource.set(mount.source, mount)
  }
  const fullest = [...bySource.values()].sort((a, b) => fullness(b) - fullness(a)).slice(0, MOST_MOUNTS)
  return new Map(fullest.map((mount) => [mount.target, fullness(mount)]))
}
