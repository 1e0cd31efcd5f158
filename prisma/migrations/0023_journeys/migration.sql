-- AlterTable
ALTER TABLE "Environment" ADD COLUMN     "driftCheckedAt" TIMESTAMP(3);
