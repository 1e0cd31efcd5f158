-- CreateTable
CREATE TABLE "Room" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "nameKey" TEXT NOT NULL,
    "topic" TEXT,
    "everyone" BOOLEAN NOT NULL DEFAULT false,
    "projectId" TEXT,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Room_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "RoomMember" (
    "roomId" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "joinedAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "removedAt" TIMESTAMP(3),

    CONSTRAINT "RoomMember_pkey" PRIMARY KEY ("roomId","userId")
);

-- CreateTable
CREATE TABLE "ReadMarker" (
    "roomId" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "readSeq" INTEGER NOT NULL,

    CONSTRAINT "ReadMarker_pkey" PRIMARY KEY ("roomId","userId")
);

-- CreateTable
CREATE TABLE "Message" (
    "id" TEXT NOT NULL,
    "roomId" TEXT NOT NULL,
    "seq" INTEGER NOT NULL,
    "changedSeq" INTEGER NOT NULL,
    "authorId" TEXT NOT NULL,
    "clientId" TEXT NOT NULL,
    "sentAt" TIMESTAMP(3) NOT NULL,
    "deletedAt" TIMESTAMP(3),
    "releaseId" TEXT,
    "threadId" TEXT,
    "mentionedUserIds" TEXT[],
    "state" JSONB NOT NULL,

    CONSTRAINT "Message_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "Room_nameKey_key" ON "Room"("nameKey");

-- CreateIndex
CREATE UNIQUE INDEX "Room_projectId_key" ON "Room"("projectId");

-- CreateIndex
CREATE INDEX "RoomMember_userId_idx" ON "RoomMember"("userId");

-- CreateIndex
CREATE INDEX "ReadMarker_userId_idx" ON "ReadMarker"("userId");

-- CreateIndex
CREATE UNIQUE INDEX "Message_releaseId_key" ON "Message"("releaseId");

-- CreateIndex
CREATE INDEX "Message_authorId_sentAt_idx" ON "Message"("authorId", "sentAt");

-- CreateIndex
CREATE INDEX "Message_threadId_seq_idx" ON "Message"("threadId", "seq");

-- CreateIndex
CREATE UNIQUE INDEX "Message_roomId_seq_key" ON "Message"("roomId", "seq");

-- CreateIndex
CREATE UNIQUE INDEX "Message_roomId_authorId_clientId_key" ON "Message"("roomId", "authorId", "clientId");

-- AddForeignKey
ALTER TABLE "Room" ADD CONSTRAINT "Room_projectId_fkey" FOREIGN KEY ("projectId") REFERENCES "Project"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "RoomMember" ADD CONSTRAINT "RoomMember_roomId_fkey" FOREIGN KEY ("roomId") REFERENCES "Room"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "RoomMember" ADD CONSTRAINT "RoomMember_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ReadMarker" ADD CONSTRAINT "ReadMarker_roomId_fkey" FOREIGN KEY ("roomId") REFERENCES "Room"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ReadMarker" ADD CONSTRAINT "ReadMarker_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Message" ADD CONSTRAINT "Message_roomId_fkey" FOREIGN KEY ("roomId") REFERENCES "Room"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Message" ADD CONSTRAINT "Message_authorId_fkey" FOREIGN KEY ("authorId") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- The room that is there from the start, with everybody in it, and a room for each project that there is already.
INSERT INTO "Room" ("id", "name", "nameKey", "everyone") VALUES (gen_random_uuid()::text, 'general', 'general', true);

INSERT INTO "Room" ("id", "name", "nameKey", "projectId")
SELECT gen_random_uuid()::text, named."name", lower(normalize(named."name", NFKC)), named."id"
FROM (
  SELECT "id", CASE
    WHEN lower(normalize("title", NFKC)) = 'general'
      OR row_number() OVER (PARTITION BY lower(normalize("title", NFKC)) ORDER BY "createdAt", "id") > 1
    THEN left("title", 50) || ' ' || right("id", 6) ELSE "title" END AS "name"
  FROM "Project"
) AS named;

INSERT INTO "RoomMember" ("roomId", "userId")
SELECT "Room"."id", "User"."id" FROM "Room" CROSS JOIN "User" WHERE "Room"."everyone";

INSERT INTO "Stream" ("id") SELECT 'room:' || "id" FROM "Room";
