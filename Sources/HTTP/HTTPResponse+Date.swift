extension HTTPResponse {
    /// When the server says that it answered, in seconds since 1970; nil without a `Date` that can be read.
    public var date: Int64? { headers["Date"].flatMap(HTTPDate.seconds) }
}
