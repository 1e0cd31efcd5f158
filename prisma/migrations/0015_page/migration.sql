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

-- CreateTable
CREATE TABLE "ReleaseWatch" (
    "releaseId" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "node" TEXT NOT NULL,
    "since" TIMESTAMP(3) NOT NULL,
    "until" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "ReleaseWatch_pkey" PRIMARY KEY ("releaseId","userId","node")
);

-- CreateIndex
CREATE INDEX "ReleaseWatch_node_idx" ON "ReleaseWatch"("node");

-- AddForeignKey
ALTER TABLE "ReleaseWatch" ADD CONSTRAINT "ReleaseWatch_releaseId_fkey" FOREIGN KEY ("releaseId") REFERENCES "Release"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ReleaseWatch" ADD CONSTRAINT "ReleaseWatch_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;
