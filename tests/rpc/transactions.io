// Sending: what is taken, what is refused, and receipts.
>> {"jsonrpc":"2.0","id":1,"method":"eth_sendTransaction","params":[{"from":"0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266","to":"0x70997970c51812dc3a010c7d01b50e0d17dc79c8","value":"0xde0b6b3a7640000"}]}
<< {"jsonrpc":"2.0","id":1,"result":"0xa0df00d5d4e49d19e22c585ba08fd56f4df8fcca6c3493646a4eaa6ef687e784"}
>> {"jsonrpc":"2.0","id":2,"method":"eth_getTransactionCount","params":["0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266"]}
<< {"jsonrpc":"2.0","id":2,"result":"0x1"}
>> {"jsonrpc":"2.0","id":3,"method":"eth_sendTransaction","params":[{"from":"0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266","to":"0x70997970c51812dc3a010c7d01b50e0d17dc79c8","value":"0x1","nonce":"0x0"}]}
<< {"jsonrpc":"2.0","id":3,"error":{"code":-32000,"message":"nonce too low"}}
>> {"jsonrpc":"2.0","id":4,"method":"eth_sendTransaction","params":[{"from":"0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266","to":"0x70997970c51812dc3a010c7d01b50e0d17dc79c8","value":"0xffffffffffffffffffffffff","gas":"0x5208"}]}
<< {"jsonrpc":"2.0","id":4,"error":{"code":-32000,"message":"insufficient funds for gas * price + value"}}
>> {"jsonrpc":"2.0","id":5,"method":"eth_sendTransaction","params":[{"from":"0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266","to":"0x70997970c51812dc3a010c7d01b50e0d17dc79c8","gas":"0x5207"}]}
<< {"jsonrpc":"2.0","id":5,"error":{"code":-32000,"message":"intrinsic gas too low"}}
>> {"jsonrpc":"2.0","id":6,"method":"eth_sendTransaction","params":[{"from":"0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266","to":"0x70997970c51812dc3a010c7d01b50e0d17dc79c8","gas":"0x5208","maxFeePerGas":"0x1","maxPriorityFeePerGas":"0x1"}]}
<< {"jsonrpc":"2.0","id":6,"error":{"code":-32000,"message":"max fee per gas less than block base fee"}}
>> {"jsonrpc":"2.0","id":7,"method":"eth_sendTransaction","params":[{"from":"0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266","to":"0x70997970c51812dc3a010c7d01b50e0d17dc79c8","gas":"0x5208","maxFeePerGas":"0x1","maxPriorityFeePerGas":"0x2"}]}
<< {"jsonrpc":"2.0","id":7,"error":{"code":-32000,"message":"max priority fee per gas higher than max fee per gas"}}
>> {"jsonrpc":"2.0","id":8,"method":"eth_sendTransaction","params":[{"from":"0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266","to":"0x70997970c51812dc3a010c7d01b50e0d17dc79c8","chainId":"0x1","gas":"0x5208"}]}
<< {"jsonrpc":"2.0","id":8,"error":{"code":-32000,"message":"invalid chain id for signer"}}
>> {"jsonrpc":"2.0","id":9,"method":"eth_sendTransaction","params":[{"from":"0x7777777777777777777777777777777777777777","to":"0x70997970c51812dc3a010c7d01b50e0d17dc79c8"}]}
<< {"jsonrpc":"2.0","id":9,"error":{"code":-32000,"message":"unknown account 0x7777777777777777777777777777777777777777"}}
>> {"jsonrpc":"2.0","id":10,"method":"eth_sendTransaction","params":[{"from":"0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266","to":"0x70997970c51812dc3a010c7d01b50e0d17dc79c8","gas":"0x77359400"}]}
<< {"jsonrpc":"2.0","id":10,"error":{"code":-32000,"message":"transaction gas limit exceeds the cap of 16777216"}}
>> {"jsonrpc":"2.0","id":11,"method":"eth_sendTransaction","params":[{"from":"0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266","to":"0x70997970c51812dc3a010c7d01b50e0d17dc79c8","gasPrice":"0x77359400"}]}
<< {"jsonrpc":"2.0","id":11,"result":"0xaf17be3381477f6dffbdabb0db44c754f3f16db1f57d7f532f5e83440ebd1139"}
>> {"jsonrpc":"2.0","id":12,"method":"eth_getTransactionByBlockNumberAndIndex","params":["latest","0x0"]}
<< {"jsonrpc":"2.0","id":12,"result":{"blockHash":"*","blockNumber":"0x2","blockTimestamp":"0x6553f101","transactionIndex":"0x0","from":"0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266","gas":"0x5208","gasPrice":"0x77359400","hash":"0xaf17be3381477f6dffbdabb0db44c754f3f16db1f57d7f532f5e83440ebd1139","input":"0x","nonce":"0x1","to":"0x70997970c51812dc3a010c7d01b50e0d17dc79c8","value":"0x0","type":"0x0","chainId":"0x7a69","v":"0xf4f6","r":"0x6001f451c2d65bd3b1fc8acfefc136d35be54ce8a9666a09282d865e9245b506","s":"0x647e2ef2281ef8bc892d25d0ae548607802f01f0cbd0bdd442829add2b97efeb"}}
>> {"jsonrpc":"2.0","id":13,"method":"eth_sendTransaction","params":[{"from":"0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266","to":"0x70997970c51812dc3a010c7d01b50e0d17dc79c8","gasPrice":"0x77359400","accessList":[{"address":"0x70997970c51812dc3a010c7d01b50e0d17dc79c8","storageKeys":[]}]}]}
<< {"jsonrpc":"2.0","id":13,"result":"0xf25aef1eac725177a7a26755e7dcd43bcb4daf044bc20cae84e7f0d5873cd99c"}
>> {"jsonrpc":"2.0","id":14,"method":"eth_getTransactionByBlockNumberAndIndex","params":["latest","0x0"]}
<< {"jsonrpc":"2.0","id":14,"result":{"blockHash":"*","blockNumber":"0x3","blockTimestamp":"0x6553f102","transactionIndex":"0x0","from":"0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266","gas":"0x5b68","gasPrice":"0x77359400","hash":"0xf25aef1eac725177a7a26755e7dcd43bcb4daf044bc20cae84e7f0d5873cd99c","input":"0x","nonce":"0x2","to":"0x70997970c51812dc3a010c7d01b50e0d17dc79c8","value":"0x0","type":"0x1","accessList":[{"address":"0x70997970c51812dc3a010c7d01b50e0d17dc79c8","storageKeys":[]}],"chainId":"0x7a69","v":"0x0","yParity":"0x0","r":"0x1ea240c8608d18ce31156f6b31006eca4381418a120de32e4eb46bade49f9f69","s":"0x5fb95af9e6e82cdc044f1f2788b60715ba35e119f2faca9a0995f5dac7cf1d0e"}}
>> {"jsonrpc":"2.0","id":1,"method":"eth_sendTransaction","params":[{"from":"0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266","data":"@init_code"}]}
<< {"jsonrpc":"2.0","id":1,"result":"0x8318045ee53d9d0ff870d43bc0de0e9a5241a19276f18e008cfbbae62798c4d4"}
>> {"jsonrpc":"2.0","id":15,"method":"eth_getBlockReceipts","params":["latest"]}
<< {"jsonrpc":"2.0","id":15,"result":[{"blockHash":"*","blockNumber":"0x4","transactionHash":"0x8318045ee53d9d0ff870d43bc0de0e9a5241a19276f18e008cfbbae62798c4d4","transactionIndex":"0x0","type":"0x2","from":"0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266","to":null,"cumulativeGasUsed":"0x6703e","gasUsed":"0x6703e","effectiveGasPrice":"0x6c86b9bc","contractAddress":"0xcf7ed3acca5a467e9e704c703e8d87f634fb0fc9","status":"0x1","logsBloom":"*","logs":[]}]}
>> {"jsonrpc":"2.0","id":16,"method":"eth_sendTransaction","params":[{"from":"0x70997970c51812dc3a010c7d01b50e0d17dc79c8","to":"0xe7f1725e7734ce288f8367e1bb143e90bb3f0512","data":"0x62c69b80"}]}
<< {"jsonrpc":"2.0","id":16,"result":"0x4dd830576a35fe7999a4c6007447a7c8e18c95e43d5da246aca6325a7cce3818"}
>> {"jsonrpc":"2.0","id":17,"method":"eth_sendRawTransaction","params":["0x12"]}
<< {"jsonrpc":"2.0","id":17,"error":{"code":-32602,"message":"cannot decode the transaction: transaction type not supported"}}
>> {"jsonrpc":"2.0","id":18,"method":"eth_sendRawTransaction","params":["0x02f8"]}
<< {"jsonrpc":"2.0","id":18,"error":{"code":-32602,"message":"cannot decode the transaction: malformed RLP"}}
>> {"jsonrpc":"2.0","id":19,"method":"eth_sendRawTransaction","params":["garbage"]}
<< {"jsonrpc":"2.0","id":19,"error":{"code":-32602,"message":"invalid argument 0: hex string without 0x prefix"}}
>> {"jsonrpc":"2.0","id":20,"method":"eth_sendRawTransaction","params":[]}
<< {"jsonrpc":"2.0","id":20,"error":{"code":-32602,"message":"missing value for required argument 0"}}
>> {"jsonrpc":"2.0","id":21,"method":"eth_getTransactionReceipt","params":["0x0000000000000000000000000000000000000000000000000000000000000000"]}
<< {"jsonrpc":"2.0","id":21,"result":null}
>> {"jsonrpc":"2.0","id":22,"method":"eth_getTransactionByHash","params":["0x0000000000000000000000000000000000000000000000000000000000000000"]}
<< {"jsonrpc":"2.0","id":22,"result":null}
>> {"jsonrpc":"2.0","id":23,"method":"eth_getRawTransactionByHash","params":["0x0000000000000000000000000000000000000000000000000000000000000000"]}
<< {"jsonrpc":"2.0","id":23,"result":"0x"}
>> {"jsonrpc":"2.0","id":24,"method":"eth_sendTransaction","params":[{"from":"0x70997970c51812dc3a010c7d01b50e0d17dc79c8","to":"0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266","nonce":"0x2","gas":"0x5208","maxFeePerGas":"0x77359400","maxPriorityFeePerGas":"0x1"}]}
<< {"jsonrpc":"2.0","id":24,"result":"0x712ff4ea001df6459325f28a3cc70d4de9f6ce2f5e49c12390f2bb861971eb74"}
>> {"jsonrpc":"2.0","id":25,"method":"txpool_status","params":[]}
<< {"jsonrpc":"2.0","id":25,"result":{"pending":"0x0","queued":"0x1"}}
>> {"jsonrpc":"2.0","id":26,"method":"txpool_inspect","params":[]}
<< {"jsonrpc":"2.0","id":26,"result":{"pending":{},"queued":{"0x70997970C51812dc3A010C7d01b50e0d17dc79C8":{"2":"0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266: 0 wei + 21000 gas × 2000000000 wei"}}}}
>> {"jsonrpc":"2.0","id":27,"method":"txpool_content","params":[]}
<< {"jsonrpc":"2.0","id":27,"result":{"pending":{},"queued":{"0x70997970C51812dc3A010C7d01b50e0d17dc79C8":{"2":{"blockHash":null,"blockNumber":null,"transactionIndex":null,"from":"0x70997970c51812dc3a010c7d01b50e0d17dc79c8","gas":"0x5208","gasPrice":"0x77359400","maxFeePerGas":"0x77359400","maxPriorityFeePerGas":"0x1","hash":"0x712ff4ea001df6459325f28a3cc70d4de9f6ce2f5e49c12390f2bb861971eb74","input":"0x","nonce":"0x2","to":"0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266","value":"0x0","type":"0x2","accessList":[],"chainId":"0x7a69","v":"0x1","yParity":"0x1","r":"0x96e269c479f991b3edefab394aeaae759e8af230067b6b418349ed90a3f0649","s":"0x119646e4c3b9469c342ae830715dc24b1fb17630e2e063dbb2d80c1b60d0a0cf"}}}}}
>> {"jsonrpc":"2.0","id":28,"method":"txpool_contentFrom","params":["0x70997970c51812dc3a010c7d01b50e0d17dc79c8"]}
<< {"jsonrpc":"2.0","id":28,"result":{"pending":{},"queued":{"2":{"blockHash":null,"blockNumber":null,"transactionIndex":null,"from":"0x70997970c51812dc3a010c7d01b50e0d17dc79c8","gas":"0x5208","gasPrice":"0x77359400","maxFeePerGas":"0x77359400","maxPriorityFeePerGas":"0x1","hash":"0x712ff4ea001df6459325f28a3cc70d4de9f6ce2f5e49c12390f2bb861971eb74","input":"0x","nonce":"0x2","to":"0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266","value":"0x0","type":"0x2","accessList":[],"chainId":"0x7a69","v":"0x1","yParity":"0x1","r":"0x96e269c479f991b3edefab394aeaae759e8af230067b6b418349ed90a3f0649","s":"0x119646e4c3b9469c342ae830715dc24b1fb17630e2e063dbb2d80c1b60d0a0cf"}}}}
>> {"jsonrpc":"2.0","id":29,"method":"eth_getTransactionCount","params":["0x70997970c51812dc3a010c7d01b50e0d17dc79c8","pending"]}
<< {"jsonrpc":"2.0","id":29,"result":"0x1"}
>> {"jsonrpc":"2.0","id":30,"method":"eth_sendTransaction","params":[{"from":"0x70997970c51812dc3a010c7d01b50e0d17dc79c8","to":"0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266","nonce":"0x2","gas":"0x5208","maxFeePerGas":"0x77359400","maxPriorityFeePerGas":"0x1"}]}
<< {"jsonrpc":"2.0","id":30,"error":{"code":-32000,"message":"already known"}}
>> {"jsonrpc":"2.0","id":31,"method":"eth_sendTransaction","params":[{"from":"0x70997970c51812dc3a010c7d01b50e0d17dc79c8","to":"0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266","nonce":"0x2","gas":"0x5209","maxFeePerGas":"0x77359400","maxPriorityFeePerGas":"0x1"}]}
<< {"jsonrpc":"2.0","id":31,"error":{"code":-32000,"message":"replacement transaction underpriced"}}
>> {"jsonrpc":"2.0","id":32,"method":"eth_sendTransaction","params":[{"from":"0x70997970c51812dc3a010c7d01b50e0d17dc79c8","to":"0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266","nonce":"0x0"}]}
<< {"jsonrpc":"2.0","id":32,"error":{"code":-32000,"message":"nonce too low"}}
>> {"jsonrpc":"2.0","id":33,"method":"eth_sendTransaction","params":[{"from":"0x70997970c51812dc3a010c7d01b50e0d17dc79c8","to":"0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266","nonce":"0x1"}]}
<< {"jsonrpc":"2.0","id":33,"result":"0x5a9b3e3d867f06dec47e81a83246afaf4347e7f009e8cfd1e1200372b42c1c4a"}
>> {"jsonrpc":"2.0","id":34,"method":"txpool_status","params":[]}
<< {"jsonrpc":"2.0","id":34,"result":{"pending":"0x0","queued":"0x0"}}
>> {"jsonrpc":"2.0","id":35,"method":"eth_getTransactionCount","params":["0x70997970c51812dc3a010c7d01b50e0d17dc79c8","latest"]}
<< {"jsonrpc":"2.0","id":35,"result":"0x3"}
>> {"jsonrpc":"2.0","id":1,"method":"eth_sendTransaction","params":[{"from":"0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266","value":"0x1"}]}
<< {"jsonrpc":"2.0","id":1,"error":{"code":-32000,"message":"contract creation without any data provided"}}
