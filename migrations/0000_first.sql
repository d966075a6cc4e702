CREATE TABLE `board` (
	`number` integer PRIMARY KEY NOT NULL,
	`incident` text NOT NULL,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `clock` (
	`id` integer PRIMARY KEY NOT NULL,
	`minute` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `contacts` (
	`tenant` text NOT NULL,
	`email` text NOT NULL,
	PRIMARY KEY(`tenant`, `email`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `deploys` (
	`id` text PRIMARY KEY NOT NULL,
	`service` text NOT NULL,
	`finished_at` integer,
	`known_good_at` integer,
	`record` text NOT NULL
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `deploys_by_end` ON `deploys` (`finished_at`);--> statement-breakpoint
CREATE TABLE `holds` (
	`id` text PRIMARY KEY NOT NULL,
	`scope` text NOT NULL,
	`service` text,
	`author` text NOT NULL,
	`reason` text NOT NULL,
	`from_at` integer NOT NULL,
	`until_at` integer NOT NULL
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `inbox` (
	`source` text NOT NULL,
	`key` text NOT NULL,
	`received_at` integer NOT NULL,
	`body` text NOT NULL,
	`headers` text NOT NULL,
	`is_unread` integer DEFAULT 1 NOT NULL,
	PRIMARY KEY(`source`, `key`)
);
--> statement-breakpoint
CREATE INDEX `inbox_unread` ON `inbox` (`received_at`) WHERE is_unread = 1;--> statement-breakpoint
CREATE TABLE `inbox_reads` (
	`source` text NOT NULL,
	`key` text NOT NULL,
	`read_at` integer NOT NULL,
	`meaning` text NOT NULL,
	PRIMARY KEY(`source`, `key`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `incident_events` (
	`incident` text NOT NULL,
	`seq` integer NOT NULL,
	`at` integer NOT NULL,
	`event` text NOT NULL,
	PRIMARY KEY(`incident`, `seq`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `incidents` (
	`ref` text PRIMARY KEY NOT NULL,
	`seq` integer NOT NULL,
	`phase` text NOT NULL,
	`detected_at` integer NOT NULL,
	`ended_at` integer,
	`state` text NOT NULL
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `incidents_by_end` ON `incidents` (`ended_at`);--> statement-breakpoint
CREATE TABLE `minutes` (
	`slot` integer PRIMARY KEY NOT NULL,
	`minute` integer NOT NULL,
	`started_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `outbox` (
	`key` text PRIMARY KEY NOT NULL,
	`carrier` text NOT NULL,
	`what` text NOT NULL,
	`incident` text,
	`service` text,
	`call` text NOT NULL,
	`recipients` text NOT NULL,
	`owed_at` integer NOT NULL,
	`state` text DEFAULT 'owed' NOT NULL,
	`not_before` integer NOT NULL,
	`attempts` integer DEFAULT 0 NOT NULL,
	`first_tried_at` integer,
	`lease_until` integer,
	`settled_at` integer,
	`reason` text
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `outbox_owed` ON `outbox` (`not_before`) WHERE state = 'owed';--> statement-breakpoint
CREATE INDEX `outbox_by_incident` ON `outbox` (`incident`);--> statement-breakpoint
CREATE TABLE `quarantine` (
	`service` text NOT NULL,
	`sha` text NOT NULL,
	`incident` text NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`service`, `sha`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `rollbacks` (
	`id` text PRIMARY KEY NOT NULL,
	`incident` text NOT NULL,
	`service` text NOT NULL,
	`state` text NOT NULL,
	`ordered_at` integer NOT NULL,
	`changed_at` integer NOT NULL
) WITHOUT ROWID;
--> statement-breakpoint
CREATE UNIQUE INDEX `rollbacks_one_running` ON `rollbacks` (`service`) WHERE state in ('ordered', 'changed', 'unknown');--> statement-breakpoint
CREATE INDEX `rollbacks_by_time` ON `rollbacks` (`ordered_at`);--> statement-breakpoint
CREATE TABLE `samples` (
	`block` integer NOT NULL,
	`slot` integer NOT NULL,
	`minute` integer NOT NULL,
	`data` text NOT NULL,
	PRIMARY KEY(`block`, `slot`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `sightings` (
	`service` text PRIMARY KEY NOT NULL,
	`at` integer NOT NULL
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `tenants` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`is_active` integer DEFAULT 1 NOT NULL,
	`services` text NOT NULL,
	`features` text NOT NULL
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `timers` (
	`key` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`incident` text,
	`due_at` integer NOT NULL,
	`fired_at` integer
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `timers_due` ON `timers` (`due_at`) WHERE fired_at is null;--> statement-breakpoint
CREATE TABLE `troubles` (
	`monitor` text PRIMARY KEY NOT NULL,
	`health` text NOT NULL
) WITHOUT ROWID;
