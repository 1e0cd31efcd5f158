-- CreateEnum
CREATE TYPE "FreezeScope" AS ENUM ('EVERYTHING', 'PRODUCTION', 'PROJECT', 'ENVIRONMENT');

-- CreateEnum
CREATE TYPE "ApprovalState" AS ENUM ('GIVEN', 'WITHDRAWN', 'VOIDED', 'CONSUMED', 'REJECTED');

-- CreateEnum
CREATE TYPE "HookProvider" AS ENUM ('GITHUB', 'GITLAB', 'GITEA', 'GITEE', 'PLAIN');

-- CreateEnum
CREATE TYPE "ArrivalOutcome" AS ENUM ('ACCEPTED', 'IGNORED', 'REFUSED');

-- AlterTable
ALTER TABLE "Environment" ADD COLUMN     "approval" JSONB,
ADD COLUMN     "windows" JSONB;

-- AlterTable
ALTER TABLE "Release" ADD COLUMN     "approvalDigest" TEXT,
ADD COLUMN     "approvalDrift" JSONB,
ADD COLUMN     "approvalExpiresAt" TIMESTAMP(3),
ADD COLUMN     "approvalFacts" JSONB,
ADD COLUMN     "approvalSince" TIMESTAMP(3),
ADD COLUMN     "override" JSONB,
ADD COLUMN     "toldHold" JSONB;

-- CreateTable
CREATE TABLE "Freeze" (
    "id" TEXT NOT NULL,
    "scope" "FreezeScope" NOT NULL,
    "projectId" TEXT,
    "environmentId" TEXT,
    "reason" TEXT NOT NULL,
    "strict" BOOLEAN NOT NULL DEFAULT false,
    "startsAt" TIMESTAMP(3),
    "endsAt" TIMESTAMP(3),
    "weekly" JSONB,
    "createdById" TEXT NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Freeze_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ReleaseApproval" (
    "id" TEXT NOT NULL,
    "releaseId" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "state" "ApprovalState" NOT NULL,
    "digest" TEXT NOT NULL,
    "comment" TEXT,
    "decidedAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "ReleaseApproval_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "IncomingHook" (
    "id" TEXT NOT NULL,
    "projectId" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "provider" "HookProvider" NOT NULL,
    "sealed" TEXT NOT NULL,
    "rules" JSONB NOT NULL,
    "enabled" BOOLEAN NOT NULL DEFAULT true,
    "createdById" TEXT NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "IncomingHook_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "HookArrival" (
    "id" TEXT NOT NULL,
    "hookId" TEXT NOT NULL,
    "at" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "outcome" "ArrivalOutcome" NOT NULL,
    "message" TEXT NOT NULL,
    "event" TEXT,
    "ref" TEXT,
    "commit" TEXT,
    "releaseIds" TEXT[],

    CONSTRAINT "HookArrival_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "Freeze_projectId_idx" ON "Freeze"("projectId");

-- CreateIndex
CREATE INDEX "Freeze_environmentId_idx" ON "Freeze"("environmentId");

-- CreateIndex
CREATE INDEX "ReleaseApproval_releaseId_idx" ON "ReleaseApproval"("releaseId");

-- CreateIndex
CREATE INDEX "ReleaseApproval_userId_idx" ON "ReleaseApproval"("userId");

-- CreateIndex
CREATE UNIQUE INDEX "IncomingHook_projectId_name_key" ON "IncomingHook"("projectId", "name");

-- CreateIndex
CREATE INDEX "HookArrival_hookId_id_idx" ON "HookArrival"("hookId", "id");

-- AddForeignKey
ALTER TABLE "Freeze" ADD CONSTRAINT "Freeze_projectId_fkey" FOREIGN KEY ("projectId") REFERENCES "Project"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Freeze" ADD CONSTRAINT "Freeze_environmentId_fkey" FOREIGN KEY ("environmentId") REFERENCES "Environment"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Freeze" ADD CONSTRAINT "Freeze_createdById_fkey" FOREIGN KEY ("createdById") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ReleaseApproval" ADD CONSTRAINT "ReleaseApproval_releaseId_fkey" FOREIGN KEY ("releaseId") REFERENCES "Release"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ReleaseApproval" ADD CONSTRAINT "ReleaseApproval_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "IncomingHook" ADD CONSTRAINT "IncomingHook_projectId_fkey" FOREIGN KEY ("projectId") REFERENCES "Project"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "IncomingHook" ADD CONSTRAINT "IncomingHook_createdById_fkey" FOREIGN KEY ("createdById") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "HookArrival" ADD CONSTRAINT "HookArrival_hookId_fkey" FOREIGN KEY ("hookId") REFERENCES "IncomingHook"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- One vote per person, whatever happens at once.
CREATE UNIQUE INDEX "ReleaseApproval_given_key" ON "ReleaseApproval"("releaseId", "userId") WHERE state = 'GIVEN';
