-- CreateEnum
CREATE TYPE "TerminalEnd" AS ENUM ('EXITED', 'CLOSED', 'ENDED_BY_ADMIN', 'IDLE', 'TOO_LONG', 'ABANDONED', 'RIGHTS_LOST', 'SERVER_CHANGED', 'UNREACHABLE', 'CONNECTION_LOST', 'NOT_RECORDED', 'STOPPED');

-- CreateTable
CREATE TABLE "Terminal" (
    "id" TEXT NOT NULL,
    "serverId" TEXT,
    "serverName" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "address" TEXT NOT NULL,
    "reason" TEXT,
    "production" BOOLEAN NOT NULL,
    "columns" INTEGER NOT NULL,
    "rows" INTEGER NOT NULL,
    "openedAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "processId" TEXT,
    "aliveAt" TIMESTAMP(3),
    "connectedAt" TIMESTAMP(3),
    "endedAt" TIMESTAMP(3),
    "end" "TerminalEnd",
    "endMessage" TEXT,
    "exitCode" INTEGER,
    "endWishedById" TEXT,
    "outputBytes" BIGINT NOT NULL DEFAULT 0,
    "inputBytes" BIGINT NOT NULL DEFAULT 0,
    "recordedBytes" BIGINT NOT NULL DEFAULT 0,
    "recordingCut" BOOLEAN NOT NULL DEFAULT false,
    "recordingClearedAt" TIMESTAMP(3),

    CONSTRAINT "Terminal_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "TerminalChunk" (
    "terminalId" TEXT NOT NULL,
    "seq" INTEGER NOT NULL,
    "content" BYTEA NOT NULL,

    CONSTRAINT "TerminalChunk_pkey" PRIMARY KEY ("terminalId","seq")
);

-- CreateIndex
CREATE INDEX "Terminal_userId_endedAt_idx" ON "Terminal"("userId", "endedAt");

-- CreateIndex
CREATE INDEX "Terminal_serverId_idx" ON "Terminal"("serverId");

-- CreateIndex
CREATE INDEX "Terminal_endedAt_idx" ON "Terminal"("endedAt");

-- AddForeignKey
ALTER TABLE "Terminal" ADD CONSTRAINT "Terminal_serverId_fkey" FOREIGN KEY ("serverId") REFERENCES "Server"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Terminal" ADD CONSTRAINT "Terminal_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "TerminalChunk" ADD CONSTRAINT "TerminalChunk_terminalId_fkey" FOREIGN KEY ("terminalId") REFERENCES "Terminal"("id") ON DELETE CASCADE ON UPDATE CASCADE;
