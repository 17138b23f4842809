/// How far a JSON value reaches in a longer text.
enum JSONExtent {
    /// The scalars up to the end of the value that starts at once; the value's own parser judges what is between.
    static func length(of text: ArraySlice<Unicode.Scalar>) -> Int {
        var depth = 0
        var isInString = false
        var isEscaped = false
        for index in text.indices {
            let scalar = text[index]
            let taken = index - text.startIndex
            if isInString {
                if isEscaped {
                    isEscaped = false
                } else if scalar == "\\" {
                    isEscaped = true
                } else if scalar == "\"" {
                    isInString = false
                    if depth == 0 { return taken + 1 }
                }
                continue
            }
            switch scalar {
            case "\"": isInString = true
            case "{", "[": depth += 1
            case "}", "]":
                if depth == 0 { return taken }
                depth -= 1
                if depth == 0 { return taken + 1 }
            case "," where depth == 0: return taken
            case _ where depth == 0 && scalar.properties.isWhitespace: return taken
            default: break
            }
        }
        return text.count
    }
}
