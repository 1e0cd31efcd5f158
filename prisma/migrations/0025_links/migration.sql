-- AlterTable
ALTER TABLE "ReleaseTarget" ADD COLUMN     "sending" JSONB;

-- CreateTable
CREATE TABLE "ServerPace" (
    "serverId" TEXT NOT NULL,
    "bytesPerSecond" DOUBLE PRECISION,
    "slowness" DOUBLE PRECISION,
    "measuredAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "ServerPace_pkey" PRIMARY KEY ("serverId")
);

-- AddForeignKey
ALTER TABLE "ServerPace" ADD CONSTRAINT "ServerPace_serverId_fkey" FOREIGN KEY ("serverId") REFERENCES "Server"("id") ON DELETE CASCADE ON UPDATE CASCADE;
