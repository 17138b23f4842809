import Value

/// Reads an object's fields; what is wrong is told with its path.
struct SavedFields {
    /// Of the file or Secret, for errors.
    let place: String
    let path: ValuePath
    private let members: Object

    /// - Throws: `SavedFieldsError` for what is not an object.
    init(_ value: Value, place: String, path: ValuePath = ValuePath()) throws(SavedFieldsError) {
        self.place = place
        self.path = path
        guard let object = value.object else {
            let what = path.steps.isEmpty ? "it" : "\(path)"
            throw SavedFieldsError("\(place): \(what) is \(value.typeWithArticle), not an object")
        }
        members = object
    }

    func rejectUnknown(known: [String]) throws(SavedFieldsError) {
        if let key = members.keys.first(where: { !known.contains($0) }) { throw error(key, "is not known here") }
    }

    func error(_ key: String, _ problem: String) -> SavedFieldsError {
        SavedFieldsError("\(place): \(path.appending(key: key)) \(problem)")
    }

    /// Nil where it is missing or null.
    func optional<Result>(_ key: String, _ type: String, _ read: (Value) -> Result?) throws(SavedFieldsError) -> Result?
    {
        guard let value = members[key], !value.isNull else { return nil }
        guard let result = read(value) else { throw error(key, "is \(value.typeWithArticle), not \(type)") }
        return result
    }

    func required<Result>(_ key: String, _ type: String, _ read: (Value) -> Result?) throws(SavedFieldsError) -> Result
    {
        guard let result = try optional(key, type, read) else { throw error(key, "is missing") }
        return result
    }

    func string(_ key: String) throws(SavedFieldsError) -> String { try required(key, "a string") { $0.string } }
    func bool(_ key: String) throws(SavedFieldsError) -> Bool { try required(key, "a boolean") { $0.bool } }
    func object(_ key: String) throws(SavedFieldsError) -> Object { try required(key, "an object") { $0.object } }

    func integer(_ key: String, in bounds: ClosedRange<Int64>) throws(SavedFieldsError) -> Int {
        let number = try required(key, "an integer") { $0.integer }
        guard bounds.contains(number) else {
            throw error(key, "is \(number); it must be from \(bounds.lowerBound) to \(bounds.upperBound)")
        }
        return Int(number)
    }

    func fields(_ key: String) throws(SavedFieldsError) -> SavedFields {
        try SavedFields(.object(try object(key)), place: place, path: path.appending(key: key))
    }

    /// - Parameter read: gets each element with what its path is.
    func list<Element>(
        _ key: String, _ read: (Value, ValuePath) throws(SavedFieldsError) -> Element
    ) throws(SavedFieldsError) -> [Element] {
        var list: [Element] = []
        for (index, value) in try required(key, "an array", { $0.array }).enumerated() {
            list.append(try read(value, path.appending(key: key).appending(index: index)))
        }
        return list
    }

    func strings(_ key: String) throws(SavedFieldsError) -> [String] {
        try list(key) { value, path throws(SavedFieldsError) in
            guard let text = value.string else {
                throw SavedFieldsError("\(place): \(path) is \(value.typeWithArticle), not a string")
            }
            return text
        }
    }

    func list<Element>(
        ofFields key: String, _ read: (SavedFields) throws(SavedFieldsError) -> Element
    ) throws(SavedFieldsError) -> [Element] {
        try list(key) { value, path throws(SavedFieldsError) in
            try read(try SavedFields(value, place: place, path: path))
        }
    }

    func labels(_ key: String) throws(SavedFieldsError) -> [String: String] {
        var labels: [String: String] = [:]
        for (name, value) in try object(key) {
            guard let text = value.string else { throw error(key, "holds \(value.typeWithArticle), not a string") }
            labels[name] = text
        }
        return labels
    }

    /// Seconds, up to a year; nil where it is missing or null.
    func duration(_ key: String) throws(SavedFieldsError) -> Duration? {
        let seconds = try optional(key, "a number") { value -> Double? in
            if case .float(let number) = value { return number }
            return value.integer.map(Double.init)
        }
        guard let seconds else { return nil }
        guard seconds > 0, seconds <= 31_536_000 else { throw error(key, "is \(seconds)") }
        return .milliseconds(Int64(seconds * 1000))
    }

    /// One of several words.
    func choice<Choice>(_ key: String, _ choices: [(Choice, String)]) throws(SavedFieldsError) -> Choice {
        let word = try string(key)
        guard let choice = choices.first(where: { $0.1 == word }) else {
            throw error(key, "is '\(word)'; it must be one of \(choices.map(\.1).joined(separator: ", "))")
        }
        return choice.0
    }
}

/// What is wrong, with its place.
struct SavedFieldsError: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}
