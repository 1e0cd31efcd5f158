-- CreateEnum
CREATE TYPE "PollSecrecy" AS ENUM ('NAMED', 'CONFIDENTIAL', 'SECRET');

-- AlterTable
ALTER TABLE "Poll" ADD COLUMN     "code" TEXT,
ADD COLUMN     "electorate" INTEGER,
ADD COLUMN     "maxChoices" INTEGER,
ADD COLUMN     "minChoices" INTEGER NOT NULL DEFAULT 1,
ADD COLUMN     "secrecy" "PollSecrecy" NOT NULL DEFAULT 'CONFIDENTIAL';

-- CreateTable
CREATE TABLE "PollParticipation" (
    "pollId" TEXT NOT NULL,
    "userId" TEXT NOT NULL,

    CONSTRAINT "PollParticipation_pkey" PRIMARY KEY ("pollId","userId")
);

-- CreateTable
CREATE TABLE "PollSecretBallot" (
    "id" TEXT NOT NULL,
    "pollId" TEXT NOT NULL,
    "optionIds" TEXT[],

    CONSTRAINT "PollSecretBallot_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "PollParticipation_userId_idx" ON "PollParticipation"("userId");

-- CreateIndex
CREATE INDEX "PollSecretBallot_pollId_idx" ON "PollSecretBallot"("pollId");

-- CreateIndex
CREATE UNIQUE INDEX "Poll_code_key" ON "Poll"("code");

-- AddForeignKey
ALTER TABLE "PollParticipation" ADD CONSTRAINT "PollParticipation_pollId_fkey" FOREIGN KEY ("pollId") REFERENCES "Poll"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "PollParticipation" ADD CONSTRAINT "PollParticipation_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "PollSecretBallot" ADD CONSTRAINT "PollSecretBallot_pollId_fkey" FOREIGN KEY ("pollId") REFERENCES "Poll"("id") ON DELETE CASCADE ON UPDATE CASCADE;
