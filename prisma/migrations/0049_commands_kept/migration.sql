-- AlterTable
ALTER TABLE "CommandRun" ADD COLUMN     "outputClearedAt" TIMESTAMP(3);

-- CreateIndex
CREATE INDEX "CommandRun_createdById_createdAt_idx" ON "CommandRun"("createdById", "createdAt");

-- CreateIndex
CREATE INDEX "CommandRun_outputClearedAt_finishedAt_idx" ON "CommandRun"("outputClearedAt", "finishedAt");
