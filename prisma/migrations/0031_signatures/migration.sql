-- AlterTable
ALTER TABLE "Build" ADD COLUMN     "signatures" JSONB;

-- AlterTable
ALTER TABLE "Release" ADD COLUMN     "commitSignatures" JSONB;

-- AlterTable
ALTER TABLE "User" ADD COLUMN     "gitEmails" TEXT[] DEFAULT ARRAY[]::TEXT[];
