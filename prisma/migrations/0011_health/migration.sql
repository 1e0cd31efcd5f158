-- AlterTable
ALTER TABLE "Environment" ADD COLUMN     "healthCheck" JSONB,
ADD COLUMN     "lockReleaseId" TEXT;

-- AlterTable
ALTER TABLE "Release" ADD COLUMN     "badAt" TIMESTAMP(3),
ADD COLUMN     "badById" TEXT,
ADD COLUMN     "badReason" TEXT;
