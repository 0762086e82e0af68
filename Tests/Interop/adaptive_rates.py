"""Prints what botocore's adaptive retry mode computes for a made-up run, one line an attempt.

    adaptive_rates.py SEED COUNT

A line has: when the attempt asked to be sent, when it was, when it was answered, whether with a
throttle (0 or 1), and then the rate at which the client may send and the one that was measured.
Times are seconds of a clock that the script moves.
"""
import random
import sys

from botocore.retries import adaptive, bucket, throttling


class Clock:
    now = 1000.0

    def current_time(self):
        return self.now


class Condition:
    """Moves the clock where botocore would wait."""

    def __init__(self, clock):
        self.clock = clock

    def __enter__(self):
        return self

    def __exit__(self, *_):
        return False

    def notify(self):
        pass

    def wait(self, amount):
        # A nanosecond more, so that rounding leaves nothing to wait for.
        self.clock.now += amount + 1e-9


class Detector:
    throttled = False

    def is_throttling_error(self, **_):
        return self.throttled


def main(seed, count):
    generator = random.Random(seed)
    clock = Clock()
    tokens = bucket.TokenBucket(max_rate=1, clock=clock)
    tokens._new_fill_rate_condition = Condition(clock)
    detector = Detector()
    clocker = adaptive.RateClocker(clock)
    limiter = adaptive.ClientRateLimiter(
        rate_adjustor=throttling.CubicCalculator(starting_max_rate=0, start_time=clock.now),
        rate_clocker=clocker, token_bucket=tokens, throttling_detector=detector, clock=clock)
    for index in range(count):
        clock.now += generator.choice([0.001, 0.01, 0.03, 0.2]) * generator.random()
        asked = clock.now
        limiter.on_sending_request(None)
        sent = clock.now
        clock.now += 0.02 * generator.random()
        # Quiet at first, then a service that throttles in bursts.
        busy = index > count // 8 and (index // 40) % 3 == 0
        detector.throttled = generator.random() < (0.3 if busy else 0.005)
        limiter.on_receiving_response()
        print(f"{asked:.17g} {sent:.17g} {clock.now:.17g} {int(detector.throttled)} "
              f"{tokens.max_rate:.17g} {clocker.measured_rate:.17g}")


main(int(sys.argv[1]), int(sys.argv[2]))
