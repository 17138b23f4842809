#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// libFuzzer's entry for programs that have a `main` of their own.
@_silgen_name("LLVMFuzzerRunDriver")
func runFuzzer(
    _ count: UnsafeMutablePointer<CInt>, _ arguments: UnsafeMutablePointer<FuzzRun.Arguments>,
    _ test: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt

/// One process fuzzes one target, which the environment names: libFuzzer hands its arguments on to children.
enum FuzzRun {
    typealias Arguments = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>

    static let target: FuzzTarget = {
        let name = getenv("FUZZ_TARGET").map { String(cString: $0) } ?? ""
        guard let target = FuzzTarget.all.first(where: { $0.name == name }) else {
            fail("FUZZ_TARGET must be one of \(FuzzTarget.all.map(\.name).joined(separator: ", "))")
        }
        return target
    }()

    /// What one input may take of the processor; the machine's other work does not count.
    static let allowed: Double = getenv("FUZZ_SLOW_SECONDS").flatMap { Double(String(cString: $0)) } ?? 1

    static func test(_ bytes: [UInt8]) {
        let start = processorTime()
        do { try target.run(bytes) } catch { fatalError("\(target.name): \(error)") }
        let taken = processorTime() - start
        if taken > allowed { fatalError("\(target.name): one input took \(taken) s of the processor") }
    }

    private static func processorTime() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    private static func fail(_ message: String) -> Never {
        let line = Array("fuzz: \(message)\n".utf8)
        write(STDERR_FILENO, line, line.count)
        exit(2)
    }
}

if CommandLine.arguments.dropFirst() == ["--list"] {
    for target in FuzzTarget.all { print(target.name, target.maximumLength) }
    exit(0)
}
var count = CommandLine.argc
var arguments = CommandLine.unsafeArgv
exit(
    runFuzzer(&count, &arguments) { start, count in
        FuzzRun.test(Array(UnsafeBufferPointer(start: start, count: count)))
        return 0
    })
