/// Cuts a stream of bytes into lines.
struct LineSplitter {
    private var buffer: [UInt8] = []
    /// Where the part of the buffer begins that has not been searched.
    private var searched = 0
    private var start = 0

    mutating func append(_ bytes: [UInt8]) {
        if start > 0 {
            buffer.removeFirst(start)
            searched -= start
            start = 0
        }
        buffer.append(contentsOf: bytes)
    }

    /// The next whole line without its end; empty lines are skipped.
    mutating func next() -> [UInt8]? {
        while let end = buffer[searched...].firstIndex(of: 0x0A) {
            let line = buffer[start..<end]
            start = end + 1
            searched = start
            if !line.isEmpty { return Array(line) }
        }
        searched = buffer.count
        return nil
    }

    /// Bytes of the line that has not ended yet.
    var rest: Int { buffer.count - start }
}
