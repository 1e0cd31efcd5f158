-- CreateEnum
CREATE TYPE "MonitorState" AS ENUM ('PENDING', 'UP', 'DOWN', 'PAUSED');

-- CreateEnum
CREATE TYPE "MetricComparison" AS ENUM ('ABOVE', 'BELOW');

-- CreateTable
CREATE TABLE "ServerMonitor" (
    "serverId" TEXT NOT NULL,
    "state" "MonitorState" NOT NULL DEFAULT 'PENDING',
    "since" TIMESTAMP(3),
    "sampledAt" TIMESTAMP(3),
    "failures" INTEGER NOT NULL DEFAULT 0,
    "problem" TEXT,
    "values" JSONB NOT NULL DEFAULT '{}',
    "sampleMs" DOUBLE PRECISION,
    "leaseOwner" TEXT,
    "leaseUntil" TIMESTAMP(3),

    CONSTRAINT "ServerMonitor_pkey" PRIMARY KEY ("serverId")
);

-- CreateTable
CREATE TABLE "MetricSampler" (
    "id" TEXT NOT NULL,
    "until" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "MetricSampler_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "MetricWatch" (
    "serverId" TEXT NOT NULL,
    "node" TEXT NOT NULL,
    "since" TIMESTAMP(3) NOT NULL,
    "until" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "MetricWatch_pkey" PRIMARY KEY ("serverId","node")
);

-- CreateTable
CREATE TABLE "MetricSample" (
    "serverId" TEXT NOT NULL,
    "at" BIGINT NOT NULL,
    "keys" TEXT[],
    "values" DOUBLE PRECISION[],

    CONSTRAINT "MetricSample_pkey" PRIMARY KEY ("serverId","at")
);

-- CreateTable
CREATE TABLE "MetricWindow" (
    "serverId" TEXT NOT NULL,
    "seconds" INTEGER NOT NULL,
    "at" BIGINT NOT NULL,
    "keys" TEXT[],
    "min" DOUBLE PRECISION[],
    "max" DOUBLE PRECISION[],
    "sum" DOUBLE PRECISION[],
    "last" DOUBLE PRECISION[],
    "count" INTEGER[],

    CONSTRAINT "MetricWindow_pkey" PRIMARY KEY ("serverId","seconds","at")
);

-- CreateTable
CREATE TABLE "MetricTier" (
    "seconds" INTEGER NOT NULL,
    "rolledTo" BIGINT NOT NULL,

    CONSTRAINT "MetricTier_pkey" PRIMARY KEY ("seconds")
);

-- CreateTable
CREATE TABLE "MetricRule" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "label" TEXT,
    "key" TEXT NOT NULL,
    "comparison" "MetricComparison",
    "threshold" DOUBLE PRECISION,
    "forSeconds" INTEGER NOT NULL,
    "quietMinutes" INTEGER NOT NULL,
    "roomId" TEXT,
    "enabled" BOOLEAN NOT NULL DEFAULT true,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "MetricRule_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "MetricAlarm" (
    "id" TEXT NOT NULL,
    "ruleId" TEXT NOT NULL,
    "serverId" TEXT NOT NULL,
    "startedAt" TIMESTAMP(3) NOT NULL,
    "endedAt" TIMESTAMP(3),
    "value" DOUBLE PRECISION,

    CONSTRAINT "MetricAlarm_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "ServerMonitor_leaseOwner_idx" ON "ServerMonitor"("leaseOwner");

-- CreateIndex
CREATE INDEX "MetricWatch_node_idx" ON "MetricWatch"("node");

-- CreateIndex
CREATE UNIQUE INDEX "MetricRule_name_key" ON "MetricRule"("name");

-- CreateIndex
CREATE INDEX "MetricRule_roomId_idx" ON "MetricRule"("roomId");

-- CreateIndex
CREATE INDEX "MetricAlarm_serverId_startedAt_idx" ON "MetricAlarm"("serverId", "startedAt");

-- CreateIndex
CREATE INDEX "MetricAlarm_ruleId_serverId_startedAt_idx" ON "MetricAlarm"("ruleId", "serverId", "startedAt");

-- AddForeignKey
ALTER TABLE "ServerMonitor" ADD CONSTRAINT "ServerMonitor_serverId_fkey" FOREIGN KEY ("serverId") REFERENCES "Server"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "MetricRule" ADD CONSTRAINT "MetricRule_roomId_fkey" FOREIGN KEY ("roomId") REFERENCES "Room"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "MetricAlarm" ADD CONSTRAINT "MetricAlarm_ruleId_fkey" FOREIGN KEY ("ruleId") REFERENCES "MetricRule"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "MetricAlarm" ADD CONSTRAINT "MetricAlarm_serverId_fkey" FOREIGN KEY ("serverId") REFERENCES "Server"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- One alarm at a time for a rule and a server, whoever notices.
CREATE UNIQUE INDEX "MetricAlarm_open_key" ON "MetricAlarm"("ruleId", "serverId") WHERE "endedAt" IS NULL;

-- Written with each sample: room on each page lets the row stay there, so that no index is touched.
ALTER TABLE "ServerMonitor" SET (fillfactor = 50);

INSERT INTO "MetricTier" ("seconds", "rolledTo") VALUES (60, 0), (600, 0), (3600, 0);

-- On by default: whoever runs a fleet wants to know that a server is gone.
INSERT INTO "MetricRule" ("id", "name", "key", "forSeconds", "quietMinutes", "roomId", "enabled")
SELECT gen_random_uuid()::text, 'Server down', 'state', 0, 5, (SELECT "id" FROM "Room" WHERE "everyone" ORDER BY "createdAt" LIMIT 1), true;
