-- CreateEnum
CREATE TYPE "TicketActionFailure" AS ENUM ('ENVIRONMENT_GONE', 'INITIATOR_IS_VIEWER', 'HOOK_GONE', 'HOOK_OFF', 'SERVER_GONE', 'COMMAND_FAILED', 'WORKER_LOST');

-- AlterTable
ALTER TABLE "TicketAction" ADD COLUMN     "failure" "TicketActionFailure";
