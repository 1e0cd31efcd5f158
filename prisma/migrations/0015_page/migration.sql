-- AlterTable
ALTER TABLE "EnvironmentServer" ADD COLUMN     "reading" JSONB;

-- AlterTable
ALTER TABLE "Release" ADD COLUMN     "baseCommit" TEXT;

-- What was live when earlier releases were created was not written down: the last one before them that succeeded is near enough.
UPDATE "Release" r SET "baseCommit" = (
  SELECT b."commit" FROM "Release" b
  WHERE b."environmentId" = r."environmentId" AND b.number < r.number AND b.status = 'SUCCEEDED'
  ORDER BY b.number DESC LIMIT 1);

-- CreateIndex
CREATE INDEX "ReleaseTarget_serverKey_idx" ON "ReleaseTarget"("serverKey");
