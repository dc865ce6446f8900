// Logs and filters.
>> {"jsonrpc":"2.0","id":1,"method":"eth_sendTransaction","params":[{"from":"0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266","data":"@init_code"}]}
<< {"jsonrpc":"2.0","id":1,"result":"0x365968fdfccb1dbe2ccf7ec1bf034778d0f4d88e6c356d0d14625b68c1dfddcc"}
>> {"jsonrpc":"2.0","id":1,"method":"eth_newFilter","params":[{"address":["0x5fbdb2315678afecb367f032d93f642f64180aa3"],"topics":["0xb52dda022b6c1a1f40905a85f257f689aa5d69d850e49cf939d688fbe5af5946"]}]}
<< {"jsonrpc":"2.0","id":1,"result":"0x1"}
>> {"jsonrpc":"2.0","id":2,"method":"eth_newBlockFilter","params":[]}
<< {"jsonrpc":"2.0","id":2,"result":"0x2"}
>> {"jsonrpc":"2.0","id":3,"method":"eth_newPendingTransactionFilter","params":[]}
<< {"jsonrpc":"2.0","id":3,"result":"0x3"}
>> {"jsonrpc":"2.0","id":4,"method":"eth_getFilterChanges","params":["0x1"]}
<< {"jsonrpc":"2.0","id":4,"result":[]}
>> {"jsonrpc":"2.0","id":5,"method":"eth_getFilterChanges","params":["0x2"]}
<< {"jsonrpc":"2.0","id":5,"result":[]}
>> {"jsonrpc":"2.0","id":6,"method":"eth_sendTransaction","params":[{"from":"0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266","to":"0x5fbdb2315678afecb367f032d93f642f64180aa3","data":"0x60fe47b1000000000000000000000000000000000000000000000000000000000000002a"}]}
<< {"jsonrpc":"2.0","id":6,"result":"0xc7fcb7c2d364611e69b89a5f007b98cecbf122395971019e317075893f6aba54"}
>> {"jsonrpc":"2.0","id":7,"method":"eth_sendTransaction","params":[{"from":"0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266","to":"0x5fbdb2315678afecb367f032d93f642f64180aa3","data":"0x60fe47b1000000000000000000000000000000000000000000000000000000000000002b"}]}
<< {"jsonrpc":"2.0","id":7,"result":"0xf606364e55a90d4c81e51611a0da9d6ab2778ab9ae2a7fe4902275a42201a31b"}
>> {"jsonrpc":"2.0","id":8,"method":"eth_getFilterChanges","params":["0x1"]}
<< {"jsonrpc":"2.0","id":8,"result":[{"address":"0x5fbdb2315678afecb367f032d93f642f64180aa3","topics":["0xb52dda022b6c1a1f40905a85f257f689aa5d69d850e49cf939d688fbe5af5946","0x000000000000000000000000f39fd6e51aad88f6f4ce6ab8827279cfffb92266"],"data":"0x000000000000000000000000000000000000000000000000000000000000002a","blockNumber":"0x2","transactionHash":"0xc7fcb7c2d364611e69b89a5f007b98cecbf122395971019e317075893f6aba54","transactionIndex":"0x0","blockHash":"*","blockTimestamp":"0x6553f101","logIndex":"0x0","removed":false},{"address":"0x5fbdb2315678afecb367f032d93f642f64180aa3","topics":["0xb52dda022b6c1a1f40905a85f257f689aa5d69d850e49cf939d688fbe5af5946","0x000000000000000000000000f39fd6e51aad88f6f4ce6ab8827279cfffb92266"],"data":"0x000000000000000000000000000000000000000000000000000000000000002b","blockNumber":"0x3","transactionHash":"0xf606364e55a90d4c81e51611a0da9d6ab2778ab9ae2a7fe4902275a42201a31b","transactionIndex":"0x0","blockHash":"*","blockTimestamp":"0x6553f102","logIndex":"0x0","removed":false}]}
>> {"jsonrpc":"2.0","id":9,"method":"eth_getFilterChanges","params":["0x1"]}
<< {"jsonrpc":"2.0","id":9,"result":[]}
>> {"jsonrpc":"2.0","id":10,"method":"eth_getFilterChanges","params":["0x2"]}
<< {"jsonrpc":"2.0","id":10,"result":["*","*"]}
>> {"jsonrpc":"2.0","id":11,"method":"eth_getFilterChanges","params":["0x3"]}
<< {"jsonrpc":"2.0","id":11,"result":["0xc7fcb7c2d364611e69b89a5f007b98cecbf122395971019e317075893f6aba54","0xf606364e55a90d4c81e51611a0da9d6ab2778ab9ae2a7fe4902275a42201a31b"]}
>> {"jsonrpc":"2.0","id":12,"method":"eth_getFilterLogs","params":["0x1"]}
<< {"jsonrpc":"2.0","id":12,"result":[{"address":"0x5fbdb2315678afecb367f032d93f642f64180aa3","topics":["0xb52dda022b6c1a1f40905a85f257f689aa5d69d850e49cf939d688fbe5af5946","0x000000000000000000000000f39fd6e51aad88f6f4ce6ab8827279cfffb92266"],"data":"0x000000000000000000000000000000000000000000000000000000000000002b","blockNumber":"0x3","transactionHash":"0xf606364e55a90d4c81e51611a0da9d6ab2778ab9ae2a7fe4902275a42201a31b","transactionIndex":"0x0","blockHash":"*","blockTimestamp":"0x6553f102","logIndex":"0x0","removed":false}]}
>> {"jsonrpc":"2.0","id":13,"method":"eth_getFilterLogs","params":["0x2"]}
<< {"jsonrpc":"2.0","id":13,"error":{"code":-32000,"message":"filter not found"}}
>> {"jsonrpc":"2.0","id":14,"method":"eth_getLogs","params":[{"fromBlock":"0x2","toBlock":"0x2"}]}
<< {"jsonrpc":"2.0","id":14,"result":[{"address":"0x5fbdb2315678afecb367f032d93f642f64180aa3","topics":["0xb52dda022b6c1a1f40905a85f257f689aa5d69d850e49cf939d688fbe5af5946","0x000000000000000000000000f39fd6e51aad88f6f4ce6ab8827279cfffb92266"],"data":"0x000000000000000000000000000000000000000000000000000000000000002a","blockNumber":"0x2","transactionHash":"0xc7fcb7c2d364611e69b89a5f007b98cecbf122395971019e317075893f6aba54","transactionIndex":"0x0","blockHash":"*","blockTimestamp":"0x6553f101","logIndex":"0x0","removed":false}]}
>> {"jsonrpc":"2.0","id":15,"method":"eth_getLogs","params":[{"fromBlock":"earliest","toBlock":"latest","topics":[["0xb52dda022b6c1a1f40905a85f257f689aa5d69d850e49cf939d688fbe5af5946"]]}]}
<< {"jsonrpc":"2.0","id":15,"result":[{"address":"0x5fbdb2315678afecb367f032d93f642f64180aa3","topics":["0xb52dda022b6c1a1f40905a85f257f689aa5d69d850e49cf939d688fbe5af5946","0x000000000000000000000000f39fd6e51aad88f6f4ce6ab8827279cfffb92266"],"data":"0x000000000000000000000000000000000000000000000000000000000000002a","blockNumber":"0x2","transactionHash":"0xc7fcb7c2d364611e69b89a5f007b98cecbf122395971019e317075893f6aba54","transactionIndex":"0x0","blockHash":"*","blockTimestamp":"0x6553f101","logIndex":"0x0","removed":false},{"address":"0x5fbdb2315678afecb367f032d93f642f64180aa3","topics":["0xb52dda022b6c1a1f40905a85f257f689aa5d69d850e49cf939d688fbe5af5946","0x000000000000000000000000f39fd6e51aad88f6f4ce6ab8827279cfffb92266"],"data":"0x000000000000000000000000000000000000000000000000000000000000002b","blockNumber":"0x3","transactionHash":"0xf606364e55a90d4c81e51611a0da9d6ab2778ab9ae2a7fe4902275a42201a31b","transactionIndex":"0x0","blockHash":"*","blockTimestamp":"0x6553f102","logIndex":"0x0","removed":false}]}
>> {"jsonrpc":"2.0","id":16,"method":"eth_getLogs","params":[{"fromBlock":"earliest","topics":[null,"0x000000000000000000000000f39fd6e51aad88f6f4ce6ab8827279cfffb92266"]}]}
<< {"jsonrpc":"2.0","id":16,"result":[{"address":"0x5fbdb2315678afecb367f032d93f642f64180aa3","topics":["0xb52dda022b6c1a1f40905a85f257f689aa5d69d850e49cf939d688fbe5af5946","0x000000000000000000000000f39fd6e51aad88f6f4ce6ab8827279cfffb92266"],"data":"0x000000000000000000000000000000000000000000000000000000000000002a","blockNumber":"0x2","transactionHash":"0xc7fcb7c2d364611e69b89a5f007b98cecbf122395971019e317075893f6aba54","transactionIndex":"0x0","blockHash":"*","blockTimestamp":"0x6553f101","logIndex":"0x0","removed":false},{"address":"0x5fbdb2315678afecb367f032d93f642f64180aa3","topics":["0xb52dda022b6c1a1f40905a85f257f689aa5d69d850e49cf939d688fbe5af5946","0x000000000000000000000000f39fd6e51aad88f6f4ce6ab8827279cfffb92266"],"data":"0x000000000000000000000000000000000000000000000000000000000000002b","blockNumber":"0x3","transactionHash":"0xf606364e55a90d4c81e51611a0da9d6ab2778ab9ae2a7fe4902275a42201a31b","transactionIndex":"0x0","blockHash":"*","blockTimestamp":"0x6553f102","logIndex":"0x0","removed":false}]}
>> {"jsonrpc":"2.0","id":17,"method":"eth_getLogs","params":[{"fromBlock":"earliest","topics":[null,"0x00000000000000000000000070997970c51812dc3a010c7d01b50e0d17dc79c8"]}]}
<< {"jsonrpc":"2.0","id":17,"result":[]}
>> {"jsonrpc":"2.0","id":18,"method":"eth_getLogs","params":[{"fromBlock":"earliest","address":"0x70997970c51812dc3a010c7d01b50e0d17dc79c8"}]}
<< {"jsonrpc":"2.0","id":18,"result":[]}
>> {"jsonrpc":"2.0","id":19,"method":"eth_getLogs","params":[{}]}
<< {"jsonrpc":"2.0","id":19,"result":[{"address":"0x5fbdb2315678afecb367f032d93f642f64180aa3","topics":["0xb52dda022b6c1a1f40905a85f257f689aa5d69d850e49cf939d688fbe5af5946","0x000000000000000000000000f39fd6e51aad88f6f4ce6ab8827279cfffb92266"],"data":"0x000000000000000000000000000000000000000000000000000000000000002b","blockNumber":"0x3","transactionHash":"0xf606364e55a90d4c81e51611a0da9d6ab2778ab9ae2a7fe4902275a42201a31b","transactionIndex":"0x0","blockHash":"*","blockTimestamp":"0x6553f102","logIndex":"0x0","removed":false}]}
>> {"jsonrpc":"2.0","id":20,"method":"eth_getLogs","params":[{"fromBlock":"0x3","toBlock":"0x2"}]}
<< {"jsonrpc":"2.0","id":20,"error":{"code":-32602,"message":"invalid block range params"}}
>> {"jsonrpc":"2.0","id":21,"method":"eth_getLogs","params":[{"blockHash":"0x0000000000000000000000000000000000000000000000000000000000000000"}]}
<< {"jsonrpc":"2.0","id":21,"error":{"code":-32000,"message":"unknown block"}}
>> {"jsonrpc":"2.0","id":22,"method":"eth_getLogs","params":[{"blockHash":"0x0000000000000000000000000000000000000000000000000000000000000000","fromBlock":"0x1"}]}
<< {"jsonrpc":"2.0","id":22,"error":{"code":-32602,"message":"invalid argument 0: cannot specify both blockHash and fromBlock/toBlock"}}
>> {"jsonrpc":"2.0","id":23,"method":"eth_getLogs","params":[{"address":"0x12"}]}
<< {"jsonrpc":"2.0","id":23,"error":{"code":-32602,"message":"invalid argument 0: hex string has 2 digits, want 40"}}
>> {"jsonrpc":"2.0","id":24,"method":"eth_getLogs","params":[{"fromBlock":"0x9"}]}
<< {"jsonrpc":"2.0","id":24,"result":[]}
>> {"jsonrpc":"2.0","id":25,"method":"eth_uninstallFilter","params":["0x1"]}
<< {"jsonrpc":"2.0","id":25,"result":true}
>> {"jsonrpc":"2.0","id":26,"method":"eth_uninstallFilter","params":["0x1"]}
<< {"jsonrpc":"2.0","id":26,"result":false}
>> {"jsonrpc":"2.0","id":27,"method":"eth_getFilterChanges","params":["0x1"]}
<< {"jsonrpc":"2.0","id":27,"error":{"code":-32000,"message":"filter not found"}}
>> {"jsonrpc":"2.0","id":28,"method":"eth_subscribe","params":["newHeads"]}
<< {"jsonrpc":"2.0","id":28,"error":{"code":-32601,"message":"notifications not supported over HTTP"}}
>> {"jsonrpc":"2.0","id":29,"method":"eth_unsubscribe","params":["0x1"]}
<< {"jsonrpc":"2.0","id":29,"error":{"code":-32601,"message":"notifications not supported over HTTP"}}
