import FoundationEssentials
import Synchronization
import TestParts
import Testing

@testable import Files

@Suite struct FileLockTests {
    /// Sleeps no time.
    private struct Instantly: Clock {
        let slept = Counter()
        final class Counter: Sendable { let value = Mutex(0) }

        var now: ContinuousClock.Instant { .now }
        var minimumResolution: Duration { .zero }
        func sleep(until deadline: ContinuousClock.Instant, tolerance: Duration?) async throws {
            slept.value.withLock { $0 += 1 }
            try Task.checkCancellation()
            await Task.yield()
        }
    }

    @Test func oneAtATime() async throws {
        try await TestParts.withTemporaryFolder { folder in
            let path = "\(folder)/a.lock"
            let inside = Instantly.Counter()
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<8 {
                    group.addTask {
                        try await FileLock.with(path, patience: .seconds(60)) {
                            inside.value.withLock { $0 += 1 }
                            await Task.yield()
                            #expect(inside.value.withLock { $0 } == 1)
                            inside.value.withLock { $0 -= 1 }
                        }
                    }
                }
                try await group.waitForAll()
            }
            let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
            #expect(mode == 0o600)
        }
    }

    @Test func patienceEnds() async throws {
        try await TestParts.withTemporaryFolder { folder in
            let path = "\(folder)/a.lock"
            let held = try await FileLock.acquire(path, patience: .zero)
            let clock = Instantly()
            let error = await #expect(throws: FileError.self) {
                _ = try await FileLock.acquire(path, patience: .seconds(1), clock: clock)
            }
            #expect(error?.code == .locked)
            #expect(error?.message.contains(path) == true)
            #expect(clock.slept.value.withLock { $0 } == 20)
            withExtendedLifetime(held) {}
        }
    }

    @Test func aCancelledWaiterEnds() async throws {
        try await TestParts.withTemporaryFolder { folder in
            let path = "\(folder)/a.lock"
            let held = try await FileLock.acquire(path, patience: .zero)
            let waiter = Task { _ = try await FileLock.acquire(path, patience: .seconds(3600)) }
            waiter.cancel()
            await #expect(throws: CancellationError.self) { try await waiter.value }
            withExtendedLifetime(held) {}
        }
    }

    /// A program of another maker takes the same lock, and its death lets it go.
    @Test func sharesTheLockWithFlock() async throws {
        try await TestParts.withTemporaryFolder { folder in
            let path = "\(folder)/a.lock"
            let held = try await FileLock.acquire(path, patience: .zero)
            #expect(try await TestParts.run("flock", ["-n", path, "true"]).exitCode == 1)
            withExtendedLifetime(held) {}
        }
        try await TestParts.withTemporaryFolder { folder in
            let path = "\(folder)/a.lock"
            try await TestParts.run("flock", ["-n", path, "true"]).require()
            _ = try await FileLock.acquire(path, patience: .zero)
        }
    }

    @Test func aFolderThatIsMissingIsSaid() async throws {
        let error = await #expect(throws: FileError.self) {
            _ = try await FileLock.acquire("/nowhere/a.lock", patience: .zero)
        }
        #expect(error?.code == .system)
    }
}
