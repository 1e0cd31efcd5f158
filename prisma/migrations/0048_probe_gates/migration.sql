-- AlterTable
ALTER TABLE "Probe" ADD COLUMN     "gate" JSONB;
