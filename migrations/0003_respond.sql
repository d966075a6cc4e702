CREATE TABLE `absences` (
	`id` text PRIMARY KEY NOT NULL,
	`responder` text NOT NULL,
	`from_at` integer NOT NULL,
	`until_at` integer NOT NULL,
	`author` text NOT NULL
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `absences_by_end` ON `absences` (`until_at`);--> statement-breakpoint
CREATE TABLE `duties` (
	`key` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`incident` text,
	`what` text NOT NULL,
	`owner` text,
	`due_at` integer NOT NULL,
	`remind_at` integer,
	`done_at` integer,
	`done_by` text
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `duties_open` ON `duties` (`remind_at`) WHERE done_at is null;--> statement-breakpoint
CREATE INDEX `duties_by_incident` ON `duties` (`incident`);--> statement-breakpoint
CREATE TABLE `signals` (
	`key` text PRIMARY KEY NOT NULL,
	`incident` text NOT NULL,
	`at` integer NOT NULL
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `silences` (
	`id` text PRIMARY KEY NOT NULL,
	`service` text NOT NULL,
	`monitor` text,
	`from_at` integer NOT NULL,
	`until_at` integer NOT NULL,
	`reason` text NOT NULL,
	`author` text NOT NULL
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `silences_by_end` ON `silences` (`until_at`);