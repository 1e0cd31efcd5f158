-- AlterTable
ALTER TABLE "ReleaseTarget" ADD COLUMN     "reusedBytes" BIGINT,
ADD COLUMN     "sentBytes" BIGINT;
