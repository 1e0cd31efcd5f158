-- CreateEnum
CREATE TYPE "TicketActionState" AS ENUM ('QUEUED', 'RUNNING', 'SUCCEEDED', 'FAILED');

-- CreateTable
CREATE TABLE "TicketAction" (
    "ticketId" TEXT NOT NULL,
    "action" JSONB NOT NULL,
    "state" "TicketActionState" NOT NULL,
    "startedById" TEXT,
    "startedAt" TIMESTAMP(3) NOT NULL,
    "finishedAt" TIMESTAMP(3),
    "message" TEXT,
    "results" JSONB NOT NULL DEFAULT '[]',
    "leaseUntil" TIMESTAMP(3),

    CONSTRAINT "TicketAction_pkey" PRIMARY KEY ("ticketId")
);

-- CreateIndex
CREATE INDEX "TicketAction_state_leaseUntil_idx" ON "TicketAction"("state", "leaseUntil");

-- AddForeignKey
ALTER TABLE "TicketAction" ADD CONSTRAINT "TicketAction_ticketId_fkey" FOREIGN KEY ("ticketId") REFERENCES "Ticket"("id") ON DELETE CASCADE ON UPDATE CASCADE;
