-- Commands of tickets are run by the one engine for commands from now on; what waited or ran is told as lost.
UPDATE "TicketAction" SET state = 'FAILED', failure = 'WORKER_LOST', "finishedAt" = clock_timestamp() AT TIME ZONE 'UTC',
  message = 'The worker that ran it was lost: nobody knows what became of it on the servers. Look there.'
WHERE state IN ('QUEUED', 'RUNNING');

-- CreateEnum
CREATE TYPE "CommandRunState" AS ENUM ('QUEUED', 'RUNNING', 'CANCELLING', 'SUCCEEDED', 'FAILED', 'CANCELLED');

-- CreateEnum
CREATE TYPE "CommandTargetState" AS ENUM ('PENDING', 'RUNNING', 'SUCCEEDED', 'FAILED', 'TIMED_OUT', 'UNREACHABLE', 'CANCELLED', 'SKIPPED', 'UNKNOWN');

-- DropIndex
DROP INDEX "TicketAction_state_leaseUntil_idx";

-- AlterTable
ALTER TABLE "TicketAction" DROP COLUMN "leaseUntil";

-- CreateTable
CREATE TABLE "CommandTemplate" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT NOT NULL DEFAULT '',
    "command" TEXT NOT NULL,
    "parameters" JSONB NOT NULL DEFAULT '[]',
    "serverIds" TEXT[],
    "label" TEXT,
    "timeoutSeconds" INTEGER NOT NULL,
    "needsConfirming" BOOLEAN NOT NULL DEFAULT false,
    "role" "Role" NOT NULL DEFAULT 'DEVELOPER',
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "CommandTemplate_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "CommandRun" (
    "id" TEXT NOT NULL,
    "number" SERIAL NOT NULL,
    "command" TEXT NOT NULL,
    "templateId" TEXT,
    "templateName" TEXT,
    "parameters" JSONB NOT NULL DEFAULT '[]',
    "variables" JSONB NOT NULL DEFAULT '{}',
    "sealed" TEXT,
    "timeoutSeconds" INTEGER NOT NULL,
    "parallel" INTEGER NOT NULL,
    "stopOnFailure" BOOLEAN NOT NULL DEFAULT false,
    "state" "CommandRunState" NOT NULL DEFAULT 'QUEUED',
    "cancelRequested" BOOLEAN NOT NULL DEFAULT false,
    "message" TEXT,
    "createdById" TEXT,
    "clientId" TEXT,
    "ticketId" TEXT,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "startedAt" TIMESTAMP(3),
    "finishedAt" TIMESTAMP(3),
    "leaseOwner" TEXT,
    "leaseUntil" TIMESTAMP(3),
    "fence" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "CommandRun_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "CommandTarget" (
    "runId" TEXT NOT NULL,
    "serverKey" TEXT NOT NULL,
    "serverId" TEXT,
    "serverName" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "production" BOOLEAN NOT NULL DEFAULT false,
    "state" "CommandTargetState" NOT NULL DEFAULT 'PENDING',
    "exitCode" INTEGER,
    "signal" TEXT,
    "message" TEXT,
    "startedAt" TIMESTAMP(3),
    "finishedAt" TIMESTAMP(3),

    CONSTRAINT "CommandTarget_pkey" PRIMARY KEY ("runId","serverKey")
);

-- CreateIndex
CREATE UNIQUE INDEX "CommandTemplate_name_key" ON "CommandTemplate"("name");

-- CreateIndex
CREATE UNIQUE INDEX "CommandRun_number_key" ON "CommandRun"("number");

-- CreateIndex
CREATE UNIQUE INDEX "CommandRun_ticketId_key" ON "CommandRun"("ticketId");

-- CreateIndex
CREATE INDEX "CommandRun_state_leaseUntil_idx" ON "CommandRun"("state", "leaseUntil");

-- CreateIndex
CREATE INDEX "CommandRun_templateId_idx" ON "CommandRun"("templateId");

-- CreateIndex
CREATE UNIQUE INDEX "CommandRun_createdById_clientId_key" ON "CommandRun"("createdById", "clientId");

-- CreateIndex
CREATE INDEX "CommandTarget_serverId_idx" ON "CommandTarget"("serverId");

-- AddForeignKey
ALTER TABLE "CommandRun" ADD CONSTRAINT "CommandRun_templateId_fkey" FOREIGN KEY ("templateId") REFERENCES "CommandTemplate"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "CommandRun" ADD CONSTRAINT "CommandRun_createdById_fkey" FOREIGN KEY ("createdById") REFERENCES "User"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "CommandRun" ADD CONSTRAINT "CommandRun_ticketId_fkey" FOREIGN KEY ("ticketId") REFERENCES "Ticket"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "CommandTarget" ADD CONSTRAINT "CommandTarget_runId_fkey" FOREIGN KEY ("runId") REFERENCES "CommandRun"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "CommandTarget" ADD CONSTRAINT "CommandTarget_serverId_fkey" FOREIGN KEY ("serverId") REFERENCES "Server"("id") ON DELETE SET NULL ON UPDATE CASCADE;
