-- AlterTable
ALTER TABLE "Environment" ADD COLUMN     "distribution" JSONB;

-- AlterTable
ALTER TABLE "Release" ADD COLUMN     "swarm" JSONB;
