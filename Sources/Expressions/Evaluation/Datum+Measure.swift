import Value

extension Datum {
    /// Refuses a value that takes more than a result may when it is written out; gives the number of values in it.
    ///
    /// Lists may hold the same list many times, which takes no memory until it is written.
    func measureText(_ limits: ExpressionLimits) throws(Fault) -> Int {
        var measure = Measure(made: limits.resultSize, json: limits.resultSize)
        try measure.add(self)
        return measure.count
    }

    /// The same of a value that is handed on: what was JSON before may be more.
    func measureResult(_ limits: ExpressionLimits) throws(Fault) {
        var measure = Measure(made: limits.resultSize, json: limits.outputSize)
        try measure.add(self)
    }
}

/// How many bytes are left: a value counts as 16 of them, and its text.
private struct Measure {
    /// For what the expression has made.
    var made: Int
    /// For what it has taken from its variables.
    var json: Int
    var count = 0

    mutating func add(_ datum: Datum) throws(Fault) {
        count += 1
        made -= 16
        switch datum {
        case .string(let text): made -= text.utf8.count
        case .bytes(let bytes): made -= bytes.count
        case .list(.made(let data, _)): for datum in data { try add(datum) }
        case .list(.json(let values)): for value in values { try add(value) }
        case .map(.made(let entries)):
            for (key, value) in zip(entries.keys, entries.values) {
                try add(key)
                try add(value)
            }
        case .map(.json(let object)): try add(object)
        case .optional(let wrapped): if let wrapped { try add(wrapped) }
        default: break
        }
        try check()
    }

    private mutating func add(_ value: Value) throws(Fault) {
        count += 1
        json -= 16
        switch value {
        case .string(let text): json -= text.utf8.count
        case .array(let values): for value in values { try add(value) }
        case .object(let object): try add(object)
        case .null, .bool, .integer, .float, .number: break
        }
        try check()
    }

    private mutating func add(_ object: Object) throws(Fault) {
        for (key, value) in object {
            json -= key.utf8.count
            try add(value)
        }
    }

    private func check() throws(Fault) {
        if made < 0 || json < 0 { throw Fault(.tooLarge, "a result is too large when it is written out") }
    }
}
