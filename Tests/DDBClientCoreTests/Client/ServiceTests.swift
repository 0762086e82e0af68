import DDBClientCore
import Testing

@Suite struct ServiceTests {
    @Test(arguments: [
        (Service.dynamoDB, "DYNAMODB", "dynamodb"),
        (Service.dynamoDBStreams, "DYNAMODB_STREAMS", "dynamodb_streams"),
        (Service.kinesis, "KINESIS", "kinesis"),
        (Service.s3, "S3", "s3"),
        (Service.sts, "STS", "sts"),
    ])
    func `a service has its names in variables and profiles`(
        service: Service, variable: String, key: String
    ) {
        #expect(service.variableSuffix == variable)
        #expect(service.profileKey == key)
    }
}
