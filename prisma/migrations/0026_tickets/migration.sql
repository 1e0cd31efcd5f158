-- CreateEnum
CREATE TYPE "FlowState" AS ENUM ('DRAFT', 'PUBLISHED', 'RETIRED');

-- CreateEnum
CREATE TYPE "TicketStatus" AS ENUM ('DRAFT', 'RUNNING', 'SENT_BACK', 'APPROVED', 'REJECTED', 'EXPIRED', 'WITHDRAWN', 'CANCELLED', 'CONSUMED', 'REVOKED', 'LAPSED', 'DELETED');

-- CreateEnum
CREATE TYPE "TicketTaskStatus" AS ENUM ('BLOCKED', 'PENDING', 'WAITS_FOR_ADDED', 'APPROVED', 'REJECTED', 'TRANSFERRED', 'DELEGATED', 'SENT_BACK', 'EXPIRED', 'SKIPPED', 'CLOSED');

-- AlterTable
ALTER TABLE "User" ADD COLUMN     "leadId" TEXT;

-- CreateTable
CREATE TABLE "Flow" (
    "id" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "description" TEXT NOT NULL DEFAULT '',
    "state" "FlowState" NOT NULL DEFAULT 'DRAFT',
    "version" INTEGER NOT NULL DEFAULT 0,
    "revision" INTEGER NOT NULL DEFAULT 1,
    "draft" JSONB NOT NULL,
    "ownerId" TEXT NOT NULL,
    "clientId" TEXT,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMP(3) NOT NULL,
    "retiredAt" TIMESTAMP(3),

    CONSTRAINT "Flow_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "FlowVersion" (
    "id" TEXT NOT NULL,
    "flowId" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "definition" JSONB NOT NULL,
    "publishedById" TEXT NOT NULL,
    "publishedAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "FlowVersion_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Ticket" (
    "id" TEXT NOT NULL,
    "number" SERIAL NOT NULL,
    "flowVersionId" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "form" JSONB NOT NULL,
    "status" "TicketStatus" NOT NULL DEFAULT 'DRAFT',
    "round" INTEGER NOT NULL DEFAULT 0,
    "state" JSONB,
    "initiatorId" TEXT NOT NULL,
    "clientId" TEXT,
    "subject" JSONB,
    "digest" TEXT,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMP(3) NOT NULL,
    "openedAt" TIMESTAMP(3),
    "endedAt" TIMESTAMP(3),

    CONSTRAINT "Ticket_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "TicketTask" (
    "id" TEXT NOT NULL,
    "ticketId" TEXT NOT NULL,
    "nodeId" TEXT NOT NULL,
    "visitId" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "status" "TicketTaskStatus" NOT NULL,
    "round" INTEGER NOT NULL,
    "openedAt" TIMESTAMP(3) NOT NULL,
    "decidedAt" TIMESTAMP(3),

    CONSTRAINT "TicketTask_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "TicketTimer" (
    "id" TEXT NOT NULL,
    "ticketId" TEXT NOT NULL,
    "visitId" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "dueAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "TicketTimer_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "TicketAnswer" (
    "userId" TEXT NOT NULL,
    "clientId" TEXT NOT NULL,
    "ticketId" TEXT NOT NULL,
    "asked" TEXT NOT NULL,
    "seq" INTEGER NOT NULL,
    "at" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "TicketAnswer_pkey" PRIMARY KEY ("userId","clientId")
);

-- CreateTable
CREATE TABLE "TicketCopy" (
    "ticketId" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "at" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "TicketCopy_pkey" PRIMARY KEY ("ticketId","userId")
);

-- CreateTable
CREATE TABLE "StandingDelegation" (
    "id" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "delegateId" TEXT NOT NULL,
    "startsAt" TIMESTAMP(3) NOT NULL,
    "endsAt" TIMESTAMP(3) NOT NULL,
    "reason" TEXT NOT NULL DEFAULT '',
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "revokedAt" TIMESTAMP(3),

    CONSTRAINT "StandingDelegation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "WorkingCalendar" (
    "id" TEXT NOT NULL DEFAULT 'default',
    "timeZone" TEXT NOT NULL DEFAULT 'UTC',
    "hours" JSONB NOT NULL,
    "days" JSONB NOT NULL DEFAULT '[]',

    CONSTRAINT "WorkingCalendar_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "Flow_title_key" ON "Flow"("title");

-- CreateIndex
CREATE UNIQUE INDEX "Flow_ownerId_clientId_key" ON "Flow"("ownerId", "clientId");

-- CreateIndex
CREATE UNIQUE INDEX "FlowVersion_flowId_version_key" ON "FlowVersion"("flowId", "version");

-- CreateIndex
CREATE UNIQUE INDEX "Ticket_number_key" ON "Ticket"("number");

-- CreateIndex
CREATE INDEX "Ticket_status_updatedAt_idx" ON "Ticket"("status", "updatedAt");

-- CreateIndex
CREATE INDEX "Ticket_initiatorId_status_idx" ON "Ticket"("initiatorId", "status");

-- CreateIndex
CREATE INDEX "Ticket_flowVersionId_idx" ON "Ticket"("flowVersionId");

-- CreateIndex
CREATE UNIQUE INDEX "Ticket_initiatorId_clientId_key" ON "Ticket"("initiatorId", "clientId");

-- CreateIndex
CREATE INDEX "TicketTask_ticketId_idx" ON "TicketTask"("ticketId");

-- CreateIndex
CREATE INDEX "TicketTask_userId_status_idx" ON "TicketTask"("userId", "status");

-- CreateIndex
CREATE INDEX "TicketTimer_dueAt_idx" ON "TicketTimer"("dueAt");

-- CreateIndex
CREATE UNIQUE INDEX "TicketTimer_ticketId_visitId_kind_key" ON "TicketTimer"("ticketId", "visitId", "kind");

-- CreateIndex
CREATE INDEX "TicketAnswer_ticketId_idx" ON "TicketAnswer"("ticketId");

-- CreateIndex
CREATE INDEX "TicketCopy_userId_idx" ON "TicketCopy"("userId");

-- CreateIndex
CREATE INDEX "StandingDelegation_userId_startsAt_idx" ON "StandingDelegation"("userId", "startsAt");

-- CreateIndex
CREATE INDEX "StandingDelegation_delegateId_idx" ON "StandingDelegation"("delegateId");

-- AddForeignKey
ALTER TABLE "User" ADD CONSTRAINT "User_leadId_fkey" FOREIGN KEY ("leadId") REFERENCES "User"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Flow" ADD CONSTRAINT "Flow_ownerId_fkey" FOREIGN KEY ("ownerId") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "FlowVersion" ADD CONSTRAINT "FlowVersion_flowId_fkey" FOREIGN KEY ("flowId") REFERENCES "Flow"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "FlowVersion" ADD CONSTRAINT "FlowVersion_publishedById_fkey" FOREIGN KEY ("publishedById") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Ticket" ADD CONSTRAINT "Ticket_flowVersionId_fkey" FOREIGN KEY ("flowVersionId") REFERENCES "FlowVersion"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Ticket" ADD CONSTRAINT "Ticket_initiatorId_fkey" FOREIGN KEY ("initiatorId") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "TicketTask" ADD CONSTRAINT "TicketTask_ticketId_fkey" FOREIGN KEY ("ticketId") REFERENCES "Ticket"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "TicketTask" ADD CONSTRAINT "TicketTask_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "TicketTimer" ADD CONSTRAINT "TicketTimer_ticketId_fkey" FOREIGN KEY ("ticketId") REFERENCES "Ticket"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "TicketAnswer" ADD CONSTRAINT "TicketAnswer_ticketId_fkey" FOREIGN KEY ("ticketId") REFERENCES "Ticket"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "TicketCopy" ADD CONSTRAINT "TicketCopy_ticketId_fkey" FOREIGN KEY ("ticketId") REFERENCES "Ticket"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "TicketCopy" ADD CONSTRAINT "TicketCopy_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "StandingDelegation" ADD CONSTRAINT "StandingDelegation_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "StandingDelegation" ADD CONSTRAINT "StandingDelegation_delegateId_fkey" FOREIGN KEY ("delegateId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;
