-- Probes keep their values where servers keep theirs.
ALTER TABLE "MetricSample" RENAME COLUMN "serverId" TO "subjectId";
ALTER TABLE "MetricWindow" RENAME COLUMN "serverId" TO "subjectId";

-- CreateEnum
CREATE TYPE "ProbeKind" AS ENUM ('HTTP', 'COMMAND');

-- CreateEnum
CREATE TYPE "MetricUnit" AS ENUM ('PERCENT', 'BYTES', 'BYTES_PER_SECOND', 'NUMBER', 'MILLISECONDS');

-- CreateTable
CREATE TABLE "Probe" (
    "id" TEXT NOT NULL,
    "environmentId" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "kind" "ProbeKind" NOT NULL,
    "url" TEXT,
    "command" TEXT,
    "serverId" TEXT,
    "pointer" TEXT,
    "unit" "MetricUnit" NOT NULL,
    "everySeconds" INTEGER NOT NULL,
    "limit" DOUBLE PRECISION,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "Probe_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ProbeMonitor" (
    "probeId" TEXT NOT NULL,
    "value" DOUBLE PRECISION,
    "sampledAt" TIMESTAMP(3),
    "problem" TEXT,
    "failures" INTEGER NOT NULL DEFAULT 0,
    "leaseOwner" TEXT,
    "leaseUntil" TIMESTAMP(3),

    CONSTRAINT "ProbeMonitor_pkey" PRIMARY KEY ("probeId")
);

-- CreateIndex
CREATE INDEX "Probe_serverId_idx" ON "Probe"("serverId");

-- CreateIndex
CREATE UNIQUE INDEX "Probe_environmentId_name_key" ON "Probe"("environmentId", "name");

-- CreateIndex
CREATE INDEX "ProbeMonitor_leaseOwner_idx" ON "ProbeMonitor"("leaseOwner");

-- AddForeignKey
ALTER TABLE "Probe" ADD CONSTRAINT "Probe_environmentId_fkey" FOREIGN KEY ("environmentId") REFERENCES "Environment"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Probe" ADD CONSTRAINT "Probe_serverId_fkey" FOREIGN KEY ("serverId") REFERENCES "Server"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ProbeMonitor" ADD CONSTRAINT "ProbeMonitor_probeId_fkey" FOREIGN KEY ("probeId") REFERENCES "Probe"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Written with each sample: room on each page lets the row stay there, so that no index is touched.
ALTER TABLE "ProbeMonitor" SET (fillfactor = 50);
