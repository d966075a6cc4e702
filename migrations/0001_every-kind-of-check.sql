CREATE TABLE `days` (
	`block` integer NOT NULL,
	`day` integer NOT NULL,
	`data` text NOT NULL,
	PRIMARY KEY(`block`, `day`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `errands` (
	`monitor` text PRIMARY KEY NOT NULL,
	`slot` integer NOT NULL,
	`day` integer NOT NULL,
	`runs` integer NOT NULL
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `heartbeats` (
	`monitor` text PRIMARY KEY NOT NULL,
	`minute` integer NOT NULL,
	`pings` integer NOT NULL,
	`started_at` integer,
	`ended_at` integer,
	`exit_code` integer,
	`run_ms` integer
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `hours` (
	`block` integer NOT NULL,
	`slot` integer NOT NULL,
	`hour` integer NOT NULL,
	`data` text NOT NULL,
	PRIMARY KEY(`block`, `slot`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `journeys` (
	`monitor` text NOT NULL,
	`slot` integer NOT NULL,
	`at` integer NOT NULL,
	`steps` text NOT NULL,
	PRIMARY KEY(`monitor`, `slot`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `layouts` (
	`name` text PRIMARY KEY NOT NULL,
	`monitors` text NOT NULL
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `maintenance` (
	`id` text PRIMARY KEY NOT NULL,
	`service` text NOT NULL,
	`from_at` integer NOT NULL,
	`until_at` integer NOT NULL,
	`reason` text NOT NULL,
	`author` text NOT NULL
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `maintenance_by_end` ON `maintenance` (`until_at`);--> statement-breakpoint
CREATE TABLE `readings` (
	`monitor` text PRIMARY KEY NOT NULL,
	`minute` integer NOT NULL,
	`at` integer NOT NULL,
	`count` integer NOT NULL,
	`sum` real NOT NULL,
	`least` real NOT NULL,
	`most` real NOT NULL,
	`latest` real NOT NULL
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `standing` (
	`block` integer PRIMARY KEY NOT NULL,
	`hour` integer NOT NULL,
	`data` text NOT NULL
);
--> statement-breakpoint
ALTER TABLE `clock` ADD `begun` text DEFAULT '1' NOT NULL;--> statement-breakpoint
ALTER TABLE `deploys` ADD `reported_at` integer;--> statement-breakpoint
-- What was one text becomes the list that it stood for.
UPDATE `samples` SET `data` = '["' || replace(replace(`data`, ' ', ','), ',', '","') || '"]';
