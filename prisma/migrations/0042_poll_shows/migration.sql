-- CreateTable
CREATE TABLE "PollShow" (
    "id" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "createdById" TEXT NOT NULL,
    "clientId" TEXT,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "revision" INTEGER NOT NULL DEFAULT 0,
    "stagePollId" TEXT,
    "revealed" BOOLEAN NOT NULL DEFAULT true,
    "covers" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "PollShow_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "PollShowItem" (
    "showId" TEXT NOT NULL,
    "pollId" TEXT NOT NULL,
    "place" INTEGER NOT NULL,

    CONSTRAINT "PollShowItem_pkey" PRIMARY KEY ("showId","pollId")
);

-- CreateIndex
CREATE UNIQUE INDEX "PollShow_createdById_clientId_key" ON "PollShow"("createdById", "clientId");

-- CreateIndex
CREATE INDEX "PollShowItem_pollId_idx" ON "PollShowItem"("pollId");

-- AddForeignKey
ALTER TABLE "PollShow" ADD CONSTRAINT "PollShow_createdById_fkey" FOREIGN KEY ("createdById") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "PollShow" ADD CONSTRAINT "PollShow_stagePollId_fkey" FOREIGN KEY ("stagePollId") REFERENCES "Poll"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "PollShowItem" ADD CONSTRAINT "PollShowItem_showId_fkey" FOREIGN KEY ("showId") REFERENCES "PollShow"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "PollShowItem" ADD CONSTRAINT "PollShowItem_pollId_fkey" FOREIGN KEY ("pollId") REFERENCES "Poll"("id") ON DELETE CASCADE ON UPDATE CASCADE;
