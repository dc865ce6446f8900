// Who votes, and how another node follows this one.
>> {"jsonrpc":"2.0","id":1,"method":"deed_getValidators","params":[]}
<< {"jsonrpc":"2.0","id":1,"result":[{"address":"*","stake":"0x1","beaconAnchor":"*"}]}
>> {"jsonrpc":"2.0","id":2,"method":"deed_getEvidence","params":[]}
<< {"jsonrpc":"2.0","id":2,"result":[]}
>> {"jsonrpc":"2.0","id":3,"method":"deed_getSealedBlocks","params":["0x1","0x40"]}
<< {"jsonrpc":"2.0","id":3,"result":[]}
>> {"jsonrpc":"2.0","id":4,"method":"evm_mine","params":[]}
<< {"jsonrpc":"2.0","id":4,"result":"*"}
>> {"jsonrpc":"2.0","id":5,"method":"deed_getSealedBlocks","params":["0x1","0x40"]}
<< {"jsonrpc":"2.0","id":5,"result":["*"]}
>> {"jsonrpc":"2.0","id":6,"method":"deed_getSealedBlocks","params":["0x1"]}
<< {"jsonrpc":"2.0","id":6,"error":{"code":-32602,"message":"missing value for required argument 1"}}
>> {"jsonrpc":"2.0","id":7,"method":"deed_getSealedBlocks","params":["0xffffffffffffffff","0x2"]}
<< {"jsonrpc":"2.0","id":7,"result":[]}
>> {"jsonrpc":"2.0","id":8,"method":"deed_getOrigin","params":[]}
<< {"jsonrpc":"2.0","id":8,"result":{"genesis":"*","validators":"*","hash":"*"}}
