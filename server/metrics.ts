import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** Everything that is measured, in Prometheus' form. Labels are few and known: none comes from outside. */
export function createMetrics() {
  const registry = new Registry();
  const registers = [registry];
  // Memory, CPU and event-loop lag of the process.
  collectDefaultMetrics({ register: registry, prefix: 'gwanje_' });
  const seconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];
  return {
    registry,
    events: new Counter({
      name: 'gwanje_ingest_events_total',
      help: 'Events answered, after the commit',
      labelNames: ['realm', 'type', 'outcome'] as const,
      registers,
    }),
    ingestQueue: new Gauge({
      name: 'gwanje_ingest_queued_rows',
      help: 'Rows that wait for the database',
      labelNames: ['realm'] as const,
      registers,
    }),
    tickSeconds: new Histogram({
      name: 'gwanje_follower_tick_seconds',
      help: 'Time a tick took to read what was touched',
      labelNames: ['realm'] as const,
      buckets: seconds,
      registers,
    }),
    noticeSeconds: new Histogram({
      name: 'gwanje_follower_notice_wait_seconds',
      help: 'Time the oldest notification of a tick had waited for it',
      labelNames: ['realm'] as const,
      buckets: seconds,
      registers,
    }),
    followerLag: new Gauge({
      name: 'gwanje_follower_confirmed_age_seconds',
      help: 'Time since the database last confirmed the figures',
      labelNames: ['realm'] as const,
      registers,
    }),
    listening: new Gauge({
      name: 'gwanje_follower_listening',
      help: '1 while notifications come in, 0 while the follower polls',
      labelNames: ['realm'] as const,
      registers,
    }),
    screens: new Gauge({ name: 'gwanje_screens', help: 'Screens connected', registers }),
    screensBehind: new Gauge({
      name: 'gwanje_screens_behind',
      help: 'Screens that have fallen behind',
      registers,
    }),
    sentBytes: new Counter({
      name: 'gwanje_socket_sent_bytes_total',
      help: 'Bytes of state sent to screens',
      registers,
    }),
    requestSeconds: new Histogram({
      name: 'gwanje_http_request_seconds',
      help: 'Time to answer a request',
      labelNames: ['route', 'status'] as const,
      buckets: seconds,
      registers,
    }),
  };
}
export type Metrics = ReturnType<typeof createMetrics>;
