-- CreateEnum
CREATE TYPE "NotificationFormat" AS ENUM ('WEBHOOK', 'DINGTALK', 'FEISHU', 'WECOM', 'SLACK');

-- CreateEnum
CREATE TYPE "DeliveryState" AS ENUM ('WAITING', 'DELIVERED', 'FAILED');

-- CreateTable
CREATE TABLE "NotificationHook" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "format" "NotificationFormat" NOT NULL,
    "language" TEXT NOT NULL,
    "events" TEXT[],
    "projectId" TEXT,
    "enabled" BOOLEAN NOT NULL DEFAULT true,
    "sealed" TEXT NOT NULL,
    "shownUrl" TEXT NOT NULL,
    "host" TEXT NOT NULL,
    "signs" BOOLEAN NOT NULL DEFAULT false,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMP(3) NOT NULL,
    "leaseOwner" TEXT,
    "leaseUntil" TIMESTAMP(3),
    "restsUntil" TIMESTAMP(3),

    CONSTRAINT "NotificationHook_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "NotificationDelivery" (
    "id" TEXT NOT NULL,
    "hookId" TEXT NOT NULL,
    "event" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "news" JSONB NOT NULL,
    "state" "DeliveryState" NOT NULL DEFAULT 'WAITING',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "dueAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "triedAt" TIMESTAMP(3),
    "durationMs" INTEGER,
    "httpStatus" INTEGER,
    "answer" TEXT,
    "problem" TEXT,
    "endedAt" TIMESTAMP(3),

    CONSTRAINT "NotificationDelivery_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "NotificationHook_name_key" ON "NotificationHook"("name");

-- CreateIndex
CREATE INDEX "NotificationHook_projectId_idx" ON "NotificationHook"("projectId");

-- CreateIndex
CREATE INDEX "NotificationDelivery_state_dueAt_idx" ON "NotificationDelivery"("state", "dueAt");

-- CreateIndex
CREATE INDEX "NotificationDelivery_hookId_id_idx" ON "NotificationDelivery"("hookId", "id");

-- CreateIndex
CREATE UNIQUE INDEX "NotificationDelivery_hookId_key_key" ON "NotificationDelivery"("hookId", "key");

-- AddForeignKey
ALTER TABLE "NotificationHook" ADD CONSTRAINT "NotificationHook_projectId_fkey" FOREIGN KEY ("projectId") REFERENCES "Project"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "NotificationDelivery" ADD CONSTRAINT "NotificationDelivery_hookId_fkey" FOREIGN KEY ("hookId") REFERENCES "NotificationHook"("id") ON DELETE CASCADE ON UPDATE CASCADE;
